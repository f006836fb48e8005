namespace LlmGateway.Constructs;

/// <summary>All mistakes in the props of one construct, each with its property and its remedy. Thrown before any child of the construct exists.</summary>
public sealed class InvalidPropsException : Exception
{
    internal InvalidPropsException(string construct, string path, IReadOnlyList<string> mistakes)
        : base($"{construct} '{path}' has {(mistakes.Count == 1 ? "a mistake" : $"{mistakes.Count} mistakes")} in its props:{string.Concat(mistakes.Select(mistake => $"\n- {mistake}"))}")
    {
        ConstructPath = path;
        Mistakes = mistakes;
    }

    /// <summary>The construct's path in the tree, such as <c>QuickStart/Gateway</c>.</summary>
    public string ConstructPath { get; }

    /// <summary>One sentence or two for each mistake, in the order of the props.</summary>
    public IReadOnlyList<string> Mistakes { get; }
}
