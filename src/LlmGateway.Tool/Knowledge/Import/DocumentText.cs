using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using LlmGateway.Core.Import;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>The words of a text, Markdown or HTML file, and its title.</summary>
internal sealed partial record DocumentText(string Title, string Text)
{
    private static readonly string[] Html = [".html", ".htm", ".xhtml"];
    private static readonly string[] Plain = [".txt", ".md", ".markdown", .. Html];

    /// <summary>Such a file is a document; null: it holds records.</summary>
    public static ImportFormat? FormatOf(string file) => Plain.Contains(Path.GetExtension(file).ToLowerInvariant()) ? ImportFormat.Document : null;

    /// <exception cref="RowException">It is no text.</exception>
    public static DocumentText Read(string file, ReadOnlySpan<byte> bytes)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new RowException("is no text in UTF-8");
        }
        var name = Path.GetFileNameWithoutExtension(file);
        if (!Html.Contains(Path.GetExtension(file).ToLowerInvariant())) return new DocumentText(Heading().Match(text) is { Success: true } heading ? heading.Groups[1].Value.Trim() : name, text.Trim());
        var title = HtmlTitle().Match(text) is { Success: true } found ? Words(found.Groups[1].Value) : name;
        return new DocumentText(title, Words(Block().Replace(Unseen().Replace(text, ""), "\n")));
    }

    private static string Words(string html) => Blank().Replace(Spaces().Replace(WebUtility.HtmlDecode(Tag().Replace(html, "")), " "), "\n\n").Trim();

    [GeneratedRegex("^#{1,6} +(.+?)#*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("<title[^>]*>(.*?)</title>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex HtmlTitle();

    /// <summary>What a browser shows nobody.</summary>
    [GeneratedRegex("<!--.*?-->|<(script|style|head|template|noscript)\\b[^>]*>.*?</\\1\\s*>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Unseen();

    [GeneratedRegex("</?(p|div|br|li|ul|ol|tr|table|h[1-6]|section|article|header|footer|pre|blockquote|dd|dt)\\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Block();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("[ \t\r\u00a0]+")]
    private static partial Regex Spaces();

    [GeneratedRegex("(\\s*\n){2,}\\s*")]
    private static partial Regex Blank();
}
