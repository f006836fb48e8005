namespace LlmGateway.Core.Files;

/// <summary>How much the files of one request may have together.</summary>
internal sealed class FetchBudget
{
    public const int MostBytes = 20 * 1024 * 1024;

    private int _left = MostBytes;

    /// <returns>False: that was more than there is.</returns>
    public bool Take(int bytes) => Interlocked.Add(ref _left, -bytes) >= 0;
}
