namespace LlmGateway.Tool.Local.Synthesis;

/// <summary>Finds in an app's output what its author must know: the exception's message, without its stack trace.</summary>
internal static class SynthesisMessage
{
    private const string Mark = "Unhandled exception. ";
    private const int MostLines = 40;

    public static string From(string errors, string output)
    {
        var at = errors.IndexOf(Mark, StringComparison.Ordinal);
        var text = at >= 0 ? errors[(at + Mark.Length)..] : errors.Trim().Length > 0 ? errors : output;
        var lines = text.Split('\n').TakeWhile(line => !line.StartsWith("   at ", StringComparison.Ordinal)).Select(line => line.TrimEnd()).Where(line => line.Length > 0).ToList();
        return lines.Count == 0 ? "it said nothing; run it by itself to see more." : string.Join('\n', lines.TakeLast(MostLines));
    }
}
