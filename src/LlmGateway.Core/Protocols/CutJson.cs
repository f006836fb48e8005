namespace LlmGateway.Core.Protocols;

/// <summary>
/// Arguments of a tool call that the token limit cut. Protocols that carry arguments as an object need a complete one: open texts, lists and objects are
/// closed where the arguments end, and a member without its value is left out.
/// </summary>
internal static class CutJson
{
    private enum Expects
    {
        Key,
        Colon,
        Value,
        Next,
    }

    /// <returns>A JSON object: <c>{}</c> where nothing of it can be told.</returns>
    public static string Close(string cut)
    {
        var open = new Stack<char>();
        // Up to here all is complete, but for the brackets that are open there.
        var (safe, closers, expects) = (0, "", Expects.Value);
        var at = 0;
        while (at < cut.Length)
        {
            var character = cut[at];
            if (char.IsWhiteSpace(character))
            {
                at++;
                continue;
            }
            switch (character)
            {
                case '{' or '[' when expects == Expects.Value:
                    open.Push(character == '{' ? '}' : ']');
                    expects = character == '{' ? Expects.Key : Expects.Value;
                    at++;
                    Mark();
                    break;
                case '}' or ']' when open.TryPeek(out var closer) && closer == character:
                    open.Pop();
                    expects = Expects.Next;
                    at++;
                    Mark();
                    break;
                case ',' when expects == Expects.Next && open.TryPeek(out var inside):
                    expects = inside == '}' ? Expects.Key : Expects.Value;
                    at++;
                    break;
                case ':' when expects == Expects.Colon:
                    expects = Expects.Value;
                    at++;
                    break;
                case '"' when expects is Expects.Key or Expects.Value:
                    var end = EndOfText(cut, at, out var whole);
                    if (!whole) return expects == Expects.Value ? Finish(cut[..end] + "\"" + Brackets()) : Finish(cut[..safe] + closers);
                    at = end;
                    if (expects == Expects.Value) Value();
                    else expects = Expects.Colon;
                    break;
                default:
                    var stop = EndOfWord(cut, at);
                    // A number that reaches the end can be a part of a longer one.
                    if (expects != Expects.Value || stop == at || stop == cut.Length) return Finish(cut[..safe] + closers);
                    at = stop;
                    Value();
                    break;
            }
            if (open.Count == 0) break;
        }
        return Finish(cut[..safe] + closers);

        void Value()
        {
            expects = Expects.Next;
            Mark();
        }

        void Mark() => (safe, closers) = (at, Brackets());

        string Brackets() => string.Concat(open);

        static string Finish(string json) => json.Length == 0 || json.TrimStart()[0] != '{' ? "{}" : json;
    }

    /// <summary>Behind the text's closing quote; of a text that is cut, behind its last whole character.</summary>
    private static int EndOfText(string json, int quote, out bool whole)
    {
        whole = false;
        var at = quote + 1;
        while (at < json.Length)
        {
            if (json[at] == '"')
            {
                whole = true;
                return at + 1;
            }
            var length = json[at] != '\\' ? 1 : at + 1 < json.Length && json[at + 1] == 'u' ? 6 : 2;
            if (at + length > json.Length) break;
            at += length;
        }
        return at > quote + 1 && char.IsHighSurrogate(json[at - 1]) ? at - 1 : at;
    }

    private static int EndOfWord(string json, int at)
    {
        while (at < json.Length && (char.IsAsciiLetterOrDigit(json[at]) || json[at] is '+' or '-' or '.')) at++;
        return at;
    }
}
