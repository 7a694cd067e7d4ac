"use strict";
// Filters, copies, opens what a link names. All of the page can be read without it.
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

	// Where there is no room for a picture, its list is what is read.
	if (matchMedia("(max-width: 640px)").matches)
		for (const list of document.querySelectorAll("details.list"))
			list.open = true;
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
