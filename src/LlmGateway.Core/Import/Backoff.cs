namespace LlmGateway.Core.Import;

/// <summary>Pauses before retries: twice as long each time, of random length up to that, so that retries don't come together.</summary>
/// <remarks>https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, "full jitter".</remarks>
internal sealed class Backoff(TimeProvider time, Func<double> chance)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="attempt">From 0.</param>
    /// <param name="cancellationToken">Ends the pause.</param>
    public Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var most = First * Math.Pow(2, Math.Min(attempt, 16));
        return Task.Delay((most < Longest ? most : Longest) * chance(), time, cancellationToken);
    }
}
