namespace LlmGateway.Tool.Local.Template;

/// <summary>The format of <c>Fn::Sub</c>: text and <c>${Name}</c> or <c>${Name.Attribute}</c> in turn; <c>${!Name}</c> is literal.</summary>
internal static class SubExpression
{
    /// <param name="Text">Literal text, or what stands between the braces.</param>
    /// <param name="IsReference">Whether it must be replaced.</param>
    internal readonly record struct Part(string Text, bool IsReference);

    public static IReadOnlyList<Part> Parse(string format)
    {
        var parts = new List<Part>();
        var at = 0;
        while (at < format.Length)
        {
            var open = format.IndexOf("${", at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : format.IndexOf('}', open);
            if (close < 0) break;
            if (open > at) parts.Add(new Part(format[at..open], IsReference: false));
            var name = format[(open + 2)..close];
            parts.Add(name.StartsWith('!') ? new Part($"${{{name[1..]}}}", IsReference: false) : new Part(name.Trim(), IsReference: true));
            at = close + 1;
        }
        if (at < format.Length) parts.Add(new Part(format[at..], IsReference: false));
        return parts;
    }
}
