using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams.Answers;
using LlmGateway.Core.Upstreams.Embeddings;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Any server that speaks OpenAI chat completions; some speak Responses, too.</summary>
internal sealed class OpenAiUpstream(ModelServer server) : IUpstream
{
    private readonly OpenAiEmbedder _embedder = new(server);

    // A handful: the catalog's models.
    private readonly ConcurrentDictionary<(Uri? Endpoint, string Model), bool> _withoutUsage = new();

    public bool Speaks(WireProtocol protocol, CatalogModel model) =>
        protocol == WireProtocol.OpenAiChat || (protocol == WireProtocol.OpenAiResponses && (model.Capabilities.Responses ?? model.Endpoint?.Host == "api.openai.com"));

    public bool SpeaksEmbeddings => true;

    public Task<EmbeddedTexts> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken) => _embedder.EmbedAsync(call, cancellationToken);

    public async IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guardrails.RefuseOutsideBedrock(call);
        var events = ReadAsync(call, cancellationToken);
        await using var source = events.GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(source, call, cancellationToken)) yield return source.Current;
    }

    private async IAsyncEnumerable<ChatEvent> ReadAsync(UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var responses = call.PassThroughBody is not null && call.Protocol == WireProtocol.OpenAiResponses;
        var (response, hideUsage) = await AskAsync(call, responses, cancellationToken);
        using var asked = response;
        IAnswerReader reader = responses ? new ResponsesMeaning() : new OpenAiMeaning();
        await foreach (var one in ServerAnswer.ReadAsync(response, reader, call, hideUsage, cancellationToken)) yield return one;
    }

    /// <summary>Some servers refuse <c>stream_options</c>: they are asked again without, and from then on. A response always tells its usage.</summary>
    private async Task<(HttpResponseMessage Response, bool HideUsage)> AskAsync(UpstreamCall call, bool responses, CancellationToken cancellationToken)
    {
        var name = (call.Model.Endpoint, call.Model.UpstreamModel);
        var usage = call.Request.Stream && !responses && !_withoutUsage.ContainsKey(name);
        var (body, added) = Write(call, usage);
        try
        {
            return (await PostAsync(body), added && call.PassThroughBody is not null);
        }
        catch (GatewayException refused) when (added && refused.Error.Kind == ErrorKind.InvalidRequest)
        {
            var response = await PostAsync(Write(call, usage: false).Body);
            _withoutUsage.TryAdd(name, true);
            return (response, false);
        }

        Task<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> sent) =>
            server.PostAsync(call.Model, responses ? "/responses" : "/chat/completions", sent, Authorize, cancellationToken);
    }

    /// <returns>The body, and whether it asks for the usage of a stream in the client's stead.</returns>
    private static (ReadOnlyMemory<byte> Body, bool Added) Write(UpstreamCall call, bool usage) => call.PassThroughBody is { } own
        ? PassThroughBody.Write(call.Model.Abilities.OneSystemMessage && call.Protocol == WireProtocol.OpenAiChat ? JoinedSystem.Write(own) : own, call.Model.UpstreamModel, usage, OperatorDefaults.Of(call))
        : (OpenAiRequestWriter.Write(call, usage), usage);

    internal static void Authorize(HttpRequestHeaders headers, string? key)
    {
        if (key is not null) headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    // 'yield' stands in no 'try' with a 'catch': errors are translated around the step instead.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<ChatEvent> source, UpstreamCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await source.MoveNextAsync();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException or InvalidOperationException or InvalidDataException && !cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException(new GatewayError(ErrorKind.UpstreamFailed, $"The line to the model server broke while '{call.Model.Alias}' answered."), broken);
        }
    }
}
