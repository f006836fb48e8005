namespace LlmGateway.Constructs;

/// <summary>Gathers everything that is wrong with a construct's props, so that one synth shows it all.</summary>
internal sealed class Mistakes
{
    private readonly List<string> _found = [];

    /// <summary>Notes a mistake unless <paramref name="right"/>.</summary>
    /// <param name="property">Where: a path below the props, such as <c>Models[0].Alias</c>.</param>
    /// <param name="right">Whether all is well.</param>
    /// <param name="wrong">What is wrong; completes a sentence that begins with the property.</param>
    /// <param name="remedy">What to do.</param>
    public void Check(string property, bool right, string wrong, string remedy)
    {
        if (!right) _found.Add($"{property} {wrong}. {remedy}.");
    }

    /// <summary>Throws when anything was found.</summary>
    /// <param name="construct">The construct's type.</param>
    /// <param name="path">Its path in the tree.</param>
    /// <exception cref="InvalidPropsException">Something was.</exception>
    public void ThrowIfAny(string construct, string path)
    {
        if (_found.Count > 0) throw new InvalidPropsException(construct, path, _found);
    }
}
