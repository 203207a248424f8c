using System.Security.Cryptography;
using System.Text;

namespace PgmapCheck.Reports.Html;

/// <summary>
/// A page in one file that asks for nothing else: style, script and data are in it. A content security policy names the
/// hashes of style and script, so that nothing that a report quotes could ever run.
/// </summary>
internal sealed record HtmlPage
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>What is seen.</summary>
    public required HtmlNode Body { get; init; }

    /// <summary>Style sheets among the assets, in order.</summary>
    public required string[] Styles { get; init; }

    /// <summary>A script among the assets; null for none.</summary>
    public string? Script { get; init; }

    /// <summary>JSON for the script, without any &lt;; null for none.</summary>
    public string? Data { get; init; }

    /// <summary>The page's text.</summary>
    public override string ToString()
    {
        var style = string.Concat(Styles.Select(Asset));
        var script = Script is null ? "" : Asset(Script);
        var scripts =
            (Data is null ? "" : $"<script type=\"application/json\" id=\"data\">{Data}</script>\n")
            + (Script is null ? "" : $"<script>{script}</script>\n");
        return Fill(
            Asset("page.html"),
            (
                "policy",
                $"default-src 'none'; img-src data:; style-src '{HashOf(style)}'; "
                    + $"script-src '{(Script is null ? "none" : HashOf(script))}'; base-uri 'none'; form-action 'none'"
            ),
            ("tool", HtmlNode.Escape(Tool.NameAndVersion)),
            ("title", HtmlNode.Escape(Title)),
            ("style", style),
            ("body", Body.ToString()),
            ("scripts", scripts)
        );
    }

    // In one pass: what is put in is not looked at for more to fill.
    private static string Fill(string template, params (string Name, string Value)[] values)
    {
        var text = new StringBuilder();
        var rest = 0;
        while (template.IndexOf("{{", rest, StringComparison.Ordinal) is var start && start >= 0)
        {
            var end = template.IndexOf("}}", start, StringComparison.Ordinal);
            var name = template[(start + 2)..end];
            text.Append(template, rest, start - rest).Append(values.Single(value => value.Name == name).Value);
            rest = end + 2;
        }

        return text.Append(template, rest, template.Length - rest).ToString();
    }

    private static string Asset(string name)
    {
        using var stream =
            typeof(HtmlPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"there is no embedded file '{name}'");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string HashOf(string text) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
