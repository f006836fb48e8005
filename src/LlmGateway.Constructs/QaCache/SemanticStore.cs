using Amazon.CDK;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Where the vectors of questions are kept.</summary>
public sealed class SemanticStore
{
    internal const int DefaultMost = 2_000;
    internal const int DefaultRefresh = 60;

    private const int MostQuestions = 10_000;

    private readonly int _most;
    private readonly Duration _refresh;

    private SemanticStore(int most, Duration refresh) => (_most, _refresh) = (most, refresh);

    /// <summary>
    /// In the table of the answers, an item a question; the handler holds them in memory and reads what is new. For up to some thousands of questions in each scope: 2,000
    /// of 1,024 numbers are 4 MB in the table and 8 MB in memory.
    /// </summary>
    /// <param name="mostQuestions">Kept for each scope, up to 10,000; the newest take the place of the oldest. Default: 2,000. Clear the cache when it changes.</param>
    /// <param name="refresh">How late a process may learn of what others kept. Default: a minute.</param>
    public static SemanticStore InTable(int mostQuestions = DefaultMost, Duration? refresh = null) => new(mostQuestions, refresh ?? Duration.Seconds(DefaultRefresh));

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check(property, _most is > 0 and <= MostQuestions, $"keeps {_most} questions", $"Use 1 to {MostQuestions}: a search reads them all");
        mistakes.Check(property, !_refresh.IsUnresolved() && _refresh.ToMilliseconds() >= 1000, "refreshes in less than a second", "Use a second or more that is known at synth");
    }

    internal NearDocument Fill(NearDocument document) => document with { MostQuestions = _most, RefreshSeconds = (int)_refresh.ToSeconds() };
}
