using System.Text;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>
/// Reasoning that a model writes into its text between <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c>. Chat templates that open the tag themselves leave
/// only the closing one in the answer: text without an opening tag is held back until the closing tag or the end of the answer decides what it was.
/// </summary>
internal sealed class ThinkTags
{
    private const string Opening = "<think>", Closing = "</think>";

    private readonly StringBuilder _held = new();
    private Place _place;

    private enum Place
    {
        /// <summary>Nothing but white space, or a part of the opening tag, has come.</summary>
        Start,

        /// <summary>Behind an opening tag.</summary>
        Inside,

        /// <summary>The answer began without an opening tag, and no closing tag has come.</summary>
        Undecided,

        /// <summary>Behind the closing tag, where models leave blank lines.</summary>
        Closed,

        /// <summary>The text is the answer.</summary>
        After,
    }

    public void Add(string piece, List<ChatEvent> to)
    {
        if (_place == Place.After)
        {
            to.Add(new TextDelta(piece));
            return;
        }
        var before = _held.Length;
        _held.Append(piece);
        if (_place == Place.Start) Begin();
        switch (_place)
        {
            case Place.Inside: ReadInside(to); break;
            case Place.Undecided: Decide(Math.Max(before - Closing.Length, 0), to); break;
            case Place.Closed: Answer(to); break;
        }
    }

    /// <summary>The text has ended, or something else than text follows.</summary>
    public void End(List<ChatEvent> to)
    {
        if (_held.Length == 0) return;
        to.Add(_place == Place.Inside ? new ReasoningDelta(_held.ToString()) : new TextDelta(_held.ToString()));
        _held.Clear();
        if (_place != Place.Inside) _place = Place.After;
    }

    private void Begin()
    {
        var text = _held.ToString().TrimStart();
        if (text.StartsWith(Opening, StringComparison.Ordinal))
        {
            _held.Clear().Append(text.AsSpan(Opening.Length));
            _place = Place.Inside;
        }
        else if (!Opening.StartsWith(text, StringComparison.Ordinal))
        {
            _place = Place.Undecided;
        }
    }

    private void ReadInside(List<ChatEvent> to)
    {
        var text = _held.ToString();
        if (text.IndexOf(Closing, StringComparison.Ordinal) is >= 0 and var at)
        {
            Close(text, at, to);
            return;
        }
        // The end of the text can be the beginning of the tag.
        var keep = PartOfTag(text);
        if (text.Length > keep) to.Add(new ReasoningDelta(text[..^keep]));
        _held.Clear().Append(text.AsSpan(text.Length - keep));
    }

    private void Decide(int from, List<ChatEvent> to)
    {
        var tail = _held.ToString(from, _held.Length - from);
        if (tail.IndexOf(Closing, StringComparison.Ordinal) is >= 0 and var at) Close(_held.ToString(), from + at, to);
    }

    private void Close(string text, int at, List<ChatEvent> to)
    {
        if (text.AsSpan(0, at).TrimEnd() is { Length: > 0 } thought) to.Add(new ReasoningDelta(thought.ToString()));
        _held.Clear().Append(text.AsSpan(at + Closing.Length));
        _place = Place.Closed;
        Answer(to);
    }

    private void Answer(List<ChatEvent> to)
    {
        var text = _held.ToString().TrimStart();
        _held.Clear();
        if (text.Length == 0) return;
        _place = Place.After;
        to.Add(new TextDelta(text));
    }

    private static int PartOfTag(string text)
    {
        for (var length = Math.Min(Closing.Length - 1, text.Length); length > 0; length--)
            if (text.EndsWith(Closing[..length], StringComparison.Ordinal)) return length;
        return 0;
    }
}
