using System.Text;
using System.Xml;

namespace PgmapCheck.Reports;

/// <summary>Writes any text into XML 1.0, which cannot hold every character, not even escaped.</summary>
internal static class XmlText
{
    public static void WriteText(this XmlWriter xml, string text) => xml.WriteString(Clean(text));

    public static void WriteText(this XmlWriter xml, string attribute, string value) =>
        xml.WriteAttributeString(attribute, Clean(value));

    /// <summary>The text without what is forbidden; a lone surrogate becomes U+FFFD.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "" : rune.ToString());
        }

        return clean.ToString();
    }
}
