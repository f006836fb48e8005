namespace LlmGateway.Tool.Local;

/// <summary>Told of each step of each request, in words, for <c>--trace</c>.</summary>
internal interface ILocalTrace
{
    /// <summary>A step of a request.</summary>
    void Step(string requestId, string text);

    /// <summary>Something that belongs to no request.</summary>
    void Note(string text);
}

/// <summary>Listens to nothing.</summary>
internal sealed class NoTrace : ILocalTrace
{
    public static NoTrace Instance { get; } = new();

    public void Step(string requestId, string text) { }

    public void Note(string text) { }
}
