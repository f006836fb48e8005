namespace LlmGateway.Tool;

/// <summary>What scripts go by.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>An import left rows out; an answer that was asked for is not there.</summary>
    public const int Incomplete = 1;

    /// <summary>Nothing, or not all, could be done.</summary>
    public const int CannotRun = 2;
}
