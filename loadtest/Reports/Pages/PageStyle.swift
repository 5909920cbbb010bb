/// How a page looks: on a light and a dark screen, and on paper.
enum PageStyle {
    /// The style sheet.
    static let sheet: HTML = "\(light)\(dark)\(text)\(tables)\(charts)\(paper)"

    private static let light: HTML = """

        :root { --ground: #fff; --ink: #1b1f24; --quiet: #5d6672; --rule: #d9dde2; --grid: #e9ecef;
          --pass: #17703a; --fail: #b3261e; --caveat: #8a5a00;
          --s0: #0b5cad; --s1: #b8500b; --s2: #2c7a4b; --s3: #7b3fa0; --s4: #8a6d00; --s5: #4a5563; }
        """

    private static let dark: HTML = """

        @media screen and (prefers-color-scheme: dark) { :root {
          --ground: #14171b; --ink: #e6e9ed; --quiet: #98a2ae; --rule: #343a42; --grid: #252a31;
          --pass: #62c98a; --fail: #ff8a80; --caveat: #e0b050;
          --s0: #6cb2ff; --s1: #ffa05c; --s2: #6fce96; --s3: #cf9bf0; --s4: #dcc05a; --s5: #a7b1bd;
        } }
        """

    private static let text: HTML = """

        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink);
          font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif;
          font-variant-numeric: tabular-nums; }
        main { max-width: 1104px; margin: 0 auto; padding: 32px; }
        article + article, nav + article { margin-top: 72px; padding-top: 40px;
          border-top: 1px solid var(--rule); }
        h1 { font-size: 34px; line-height: 1.2; margin: 0 0 8px; letter-spacing: -.01em; }
        h2 { font-size: 19px; margin: 44px 0 12px; }
        h3 { font-size: 14px; margin: 0 0 4px; }
        h3 small { color: var(--quiet); font-weight: normal; }
        p { margin: 0 0 8px; }
        a { color: var(--s0); }
        code { font: .92em ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace;
          overflow-wrap: anywhere; }
        .kicker { color: var(--quiet); font-size: 13px; margin: 0 0 4px; }
        .lead, .quiet { color: var(--quiet); }
        .badge { display: inline-block; font-size: 14px; line-height: 1; letter-spacing: .04em;
          padding: 6px 10px; border: 2px solid; border-radius: 6px; vertical-align: 6px; }
        .pass { color: var(--pass); }
        .fail, .worse { color: var(--fail); }
        .better { color: var(--pass); }
        .same { color: var(--quiet); }
        td .badge { padding: 3px 6px; font-size: 11px; vertical-align: 1px; border-width: 1px; }
        .complaints { color: var(--fail); font-weight: 600; margin: 12px 0; padding-left: 20px; }
        .caveat { color: var(--caveat); }
        .headlines { display: flex; flex-wrap: wrap; gap: 20px 24px; margin: 28px 0 0;
          justify-content: space-between;
          padding: 18px 0; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
        .headlines div { display: flex; flex-direction: column; }
        .headlines dt { color: var(--quiet); font-size: 13px; }
        .headlines dd { margin: 0; font-size: 26px; line-height: 1.25; white-space: nowrap; }
        .headlines .change { font-size: 13px; }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr));
          gap: 0 40px; margin: 0; }
        .facts div { display: flex; gap: 16px; padding: 5px 0; border-bottom: 1px solid var(--grid); }
        .facts dt { color: var(--quiet); flex: 0 0 9em; }
        .facts dd { margin: 0; overflow-wrap: anywhere; }
        """

    private static let tables: HTML = """

        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; margin: 0 0 8px; }
        th, td { text-align: left; font-weight: normal; padding: 6px 0 6px 18px;
          border-bottom: 1px solid var(--grid); vertical-align: baseline; }
        th:first-child, td:first-child { padding-left: 0; }
        thead th { color: var(--quiet); font-size: 13px; border-bottom-color: var(--rule); }
        .number { text-align: right; white-space: nowrap; }
        .change { display: block; font-size: 12px; line-height: 1.3; white-space: nowrap; }
        .columns { display: grid; grid-template-columns: 1fr 1fr; gap: 0 48px; }
        """

    private static let charts: HTML = """

        .charts { display: grid; grid-template-columns: 1fr 1fr; gap: 28px 24px; }
        figure { margin: 0; }
        figure.wide { overflow-x: auto; margin-bottom: 20px; }
        figcaption { color: var(--quiet); font-size: 13px; }
        svg { display: block; width: 100%; height: auto; font-size: 12px; fill: var(--quiet); }
        .wide svg { min-width: 720px; }
        .grid { stroke: var(--grid); } .axis, .tick { stroke: var(--quiet); }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
        .line.before { stroke-width: 1.6; stroke-dasharray: 5 4; stroke-linecap: butt; opacity: .8; }
        .marker { stroke: var(--ground); stroke-width: 1.5; }
        .before.s0 { stroke: var(--s0); } .before.s1 { stroke: var(--s1); }
        .before.s2 { stroke: var(--s2); } .before.s3 { stroke: var(--s3); }
        .before.s4 { stroke: var(--s4); } .before.s5 { stroke: var(--s5); }
        .reach { fill: transparent; stroke: none; }
        .strip { fill: var(--ink); fill-opacity: 0; }
        .strip:hover { fill-opacity: .08; }
        .name { font-weight: 600; font-size: 13px; } .name.before { font-weight: normal; }
        svg .name.before { stroke: none; }
        .charts .name { font-size: 12px; }
        .line.s0 { stroke: var(--s0); } .line.s1 { stroke: var(--s1); }
        .line.s2 { stroke: var(--s2); } .line.s3 { stroke: var(--s3); }
        .line.s4 { stroke: var(--s4); } .line.s5 { stroke: var(--s5); }
        .name.s0, .marker.s0 { fill: var(--s0); } .name.s1, .marker.s1 { fill: var(--s1); }
        .name.s2, .marker.s2 { fill: var(--s2); } .name.s3, .marker.s3 { fill: var(--s3); }
        .name.s4, .marker.s4 { fill: var(--s4); } .name.s5, .marker.s5 { fill: var(--s5); }
        svg .marker.before { fill: var(--ground); stroke-width: 1.6; }
        @media screen and (max-width: 760px) { main { padding: 20px; }
          .charts, .columns { grid-template-columns: 1fr; } }
        """

    private static let paper: HTML = """

        @media print { @page { size: A4; margin: 14mm; }
          main { max-width: none; padding: 0; } body { font-size: 10.5pt; }
          :root { --quiet: #444; --grid: #ddd; --rule: #999; }
          h2 { break-after: avoid; margin-top: 24px; } h3 { break-after: avoid; }
          .charts { gap: 14px 20px; } .change { font-size: 7.5pt; }
          .headlines { gap: 12px 16px; } .headlines dd { font-size: 14pt; }
          .headlines dt { font-size: 8.5pt; } figure, tr { break-inside: avoid; }
          article + article, nav + article { break-before: page; border: 0; margin: 0; padding: 0; }
          .scroll, figure.wide { overflow: visible; } .wide svg { min-width: 0; }
          table { font-size: 8.5pt; } th, td { padding-left: 8px; }
          .facts { grid-template-columns: 1fr 1fr; } .strip { display: none; } }

        """
}
