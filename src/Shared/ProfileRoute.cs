
namespace LlmGateway.Shared;

/// <summary>Where a cross-region profile sends requests.</summary>
/// <param name="Regions">From wherever it is called.</param>
internal sealed record ProfileRoute(params IReadOnlyList<string> Regions)
{
    private IReadOnlyList<(string Source, string[] Regions)> Further { get; init; } = [];

    /// <summary>The region that is called may answer as well: so it is for nearly all.</summary>
    public bool SourceJoins { get; init; } = true;

    /// <summary>The same, with regions that are reached from one source alone.</summary>
    public ProfileRoute And(string source, params string[] regions) => this with { Further = [.. Further, (source, regions)] };

    /// <summary>Where a request from <paramref name="source"/> may go, in alphabetical order. Where the source is not known yet, from any.</summary>
    /// <param name="source">The region that is called.</param>
    /// <param name="isKnown">False: <paramref name="source"/> only stands for a region, such as a CDK token.</param>
    public IReadOnlyList<string> From(string source, bool isKnown = true)
    {
        var regions = Regions.Concat(Further.Where(further => !isKnown || further.Source == source).SelectMany(further => further.Regions));
        if (SourceJoins) regions = regions.Append(source);
        return [.. regions.Distinct().Order(StringComparer.Ordinal)];
    }
}
