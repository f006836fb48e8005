using System.Text;

namespace LlmGateway.Core.Sockets;

/// <summary>Text that waits to become a frame. What it gives out never ends in half a character.</summary>
internal sealed class PendingText
{
    /// <summary>A character takes six bytes at most in JSON, and a frame 32 KB: room is left for the other members.</summary>
    public const int MostInFrame = 5000;

    private readonly StringBuilder _text = new();

    public void Add(string text) => _text.Append(text);

    /// <param name="final">Nothing follows: half a character at the end goes out as it is.</param>
    /// <returns>Null: there is nothing to send.</returns>
    public string? Take(bool final)
    {
        var length = Math.Min(_text.Length, MostInFrame);
        if (length > 0 && char.IsHighSurrogate(_text[length - 1]) && !(final && length == _text.Length)) length--;
        if (length == 0) return null;
        var text = _text.ToString(0, length);
        _text.Remove(0, length);
        return text;
    }
}
