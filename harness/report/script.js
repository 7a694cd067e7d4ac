"use strict";
// Filters, copies, opens what a link names, shows the line of the record of the event that is pointed
// at. All of the page can be read without it.
(() => {
	const form = document.querySelector("form.filter");
	const sections = [...document.querySelectorAll(".requirement")];
	const output = form.querySelector("output");
	const chosen = (name) => form.elements[name].value;

	const filter = () => {
		const kinds = new Set([...form.querySelectorAll("[name=kind]:checked")].map((box) => box.value));
		let shown = 0;
		for (const section of sections) {
			const { kind, level, tests, chapter } = section.dataset;
			const fits = kinds.has(kind) && [level, ""].includes(chosen("level")) &&
				(!chosen("tests") || tests.split(" ").includes(chosen("tests"))) &&
				[chapter, ""].includes(chosen("chapter"));
			section.hidden = !fits;
			shown += fits;
		}
		for (const heading of document.querySelectorAll("main h2")) {
			let next = heading.nextElementSibling;
			let any = false;
			for (; next && next.tagName !== "H2"; next = next.nextElementSibling)
				any ||= !next.hidden;
			heading.hidden = !any;
		}
		output.textContent = `${shown} of ${sections.length}`;
	};

	const open = () => {
		const section = document.getElementById(decodeURIComponent(location.hash.slice(1)));
		if (!section || !section.classList.contains("requirement"))
			return;
		section.hidden = false;
		section.querySelector("details").open = true;
		section.scrollIntoView();
	};

	const copy = async (button) => {
		const text = button.parentElement.querySelector("code, pre").textContent;
		try {
			await navigator.clipboard.writeText(text);
			button.textContent = "copied";
		} catch {
			const range = document.createRange();
			range.selectNodeContents(button.parentElement.querySelector("code, pre"));
			getSelection().removeAllRanges();
			getSelection().addRange(range);
			button.textContent = "selected";
		}
	};

	const show = (row) => {
		const event = row.closest("figure").querySelector(".event");
		if (!event || !row.dataset.record)
			return;
		event.textContent = `line ${row.dataset.line} of record.jsonl: ${row.dataset.record}`;
		event.hidden = false;
	};

	// One stop of Tab for each picture; within it, arrow keys.
	const step = (sheet, by) => {
		const rows = [...sheet.querySelectorAll("svg > g")].filter((row) => row.checkVisibility());
		const at = rows.indexOf(document.activeElement);
		const next = by === "Home" ? 0 : by === "End" ? rows.length - 1 : at + by;
		const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
		if (row) {
			row.tabIndex = -1;
			row.focus();
		}
	};
	const steps = { ArrowDown: 1, ArrowUp: -1, Home: "Home", End: "End" };

	document.addEventListener("keydown", (event) => {
		const sheet = event.target.closest(".sheet");
		if (!sheet || event.target.matches("summary") || !(event.key in steps))
			return;
		event.preventDefault();
		step(sheet, steps[event.key]);
	});
	for (const kind of ["mouseover", "focusin"])
		document.addEventListener(kind, (event) => {
			const row = event.target.closest(".sheet svg > g");
			if (row)
				show(row);
		});
	form.hidden = false;
	form.addEventListener("change", filter);
	document.addEventListener("click", (event) => {
		if (event.target.matches("button.copy"))
			copy(event.target);
	});
	addEventListener("hashchange", open);
	filter();
	open();
})();
