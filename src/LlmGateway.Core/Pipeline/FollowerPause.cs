namespace LlmGateway.Core.Pipeline;

/// <summary>How often one looks who waits for another's answer: often at first, since short answers are soon there.</summary>
internal static class FollowerPause
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(40);

    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(400);

    public static TimeSpan After(TimeSpan pause) => pause * 1.5 < Longest ? pause * 1.5 : Longest;
}
