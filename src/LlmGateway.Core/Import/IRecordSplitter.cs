namespace LlmGateway.Core.Import;

/// <summary>Finds where the rows of a file begin and end. It remembers nothing of rows that are past.</summary>
internal interface IRecordSplitter
{
    /// <param name="text">From the end of the last row.</param>
    /// <param name="ended">No text follows.</param>
    Cut Next(ReadOnlySpan<byte> text, bool ended);
}

/// <summary>What stands at the beginning of a text.</summary>
internal enum CutKind
{
    /// <summary>Cannot be told yet: more text is needed.</summary>
    More,

    /// <summary>A row.</summary>
    Row,

    /// <summary>Nothing that counts: a blank line, a bracket.</summary>
    Nothing,

    /// <summary>No row can be made of it.</summary>
    Broken,
}

/// <param name="Kind">What was found.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Consumed">Where the next one begins.</param>
/// <param name="Reason">Why it is broken.</param>
internal readonly record struct Cut(CutKind Kind, int Start, int End, int Consumed, string? Reason = null)
{
    public static Cut More => default;

    public static Cut Row(int start, int end, int consumed) => new(CutKind.Row, start, end, consumed);

    public static Cut Nothing(int consumed) => new(CutKind.Nothing, 0, 0, consumed);

    public static Cut Broken(int start, int consumed, string reason) => new(CutKind.Broken, start, consumed, consumed, reason);
}
