using System.Text;

namespace LlmGateway.Tool.Output;

/// <summary>What a model says, made safe for a terminal: an escape sequence in an answer could rename the window, or write over what stands there.</summary>
internal static class TerminalText
{
    public static string Safe(string text)
    {
        if (!text.Any(IsCommand)) return text;
        var safe = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (!IsCommand(letter)) safe.Append(letter);
            // Half of a line's end on Windows.
            else if (letter != '\r') safe.Append('\uFFFD');
        }
        return safe.ToString();
    }

    private static bool IsCommand(char letter) => char.IsControl(letter) && letter is not ('\n' or '\t');
}
