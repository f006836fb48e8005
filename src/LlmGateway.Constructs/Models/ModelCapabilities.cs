using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>What a model can do. A member left null means "not known": requests that need it are passed on, and the upstream decides.</summary>
public sealed record ModelCapabilities
{
    /// <summary>Calls tools.</summary>
    public bool? Tools { get; init; }

    /// <summary>Sees images.</summary>
    public bool? Vision { get; init; }

    /// <summary>Streams its answers. Where it does not, the gateway asks for a whole answer and sends it as one piece.</summary>
    public bool? Streaming { get; init; }

    /// <summary>Takes a system prompt.</summary>
    public bool? SystemPrompt { get; init; }

    /// <summary>Takes <c>temperature</c> and <c>top_p</c>. Where it does not, both are left out, and the response names them in <c>x-llm-gateway-dropped</c>. Default: it does.</summary>
    public bool? Sampling { get; init; }

    /// <summary>Takes <c>temperature</c> and <c>top_p</c> in one request. Default: it does not, and the temperature wins.</summary>
    public bool? TemperatureAndTopP { get; init; }

    /// <summary>
    /// An OpenAI-compatible server that speaks Responses, too: requests to <c>/v1/responses</c> then pass through untouched. Default: OpenAI's own does, and
    /// for any other the gateway translates.
    /// </summary>
    public bool? Responses { get; init; }

    /// <summary>Prompt and answer together, in tokens.</summary>
    public int? ContextWindow { get; init; }

    internal void Validate(Mistakes mistakes, string property) =>
        mistakes.Check($"{property}.{nameof(ContextWindow)}", ContextWindow is null or > 0, $"is {ContextWindow}", "Use the number of tokens, 1 or more");

    internal CapabilitiesDocument ToDocument() =>
        new()
        {
            Tools = Tools, Vision = Vision, Streaming = Streaming, SystemPrompt = SystemPrompt, Sampling = Sampling, TemperatureAndTopP = TemperatureAndTopP,
            Responses = Responses, ContextWindow = ContextWindow,
        };
}
