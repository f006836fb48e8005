using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LlmGateway.Client.Http;

/// <summary>Asks a REST gateway: server-sent frames. A token that is cancelled closes the connection, and with it the answer.</summary>
internal sealed class HttpTransport(Uri endpoint, GatewayCredential credential, LlmGatewayClientOptions options) : IGatewayTransport
{
    private const string Data = "data: ";

    private readonly HttpClient _http = options.HttpClient ?? new HttpClient(new SocketsHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Uri _prompt = new($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/prompt");

    public async IAsyncEnumerable<GatewayFrame> AskAsync(GatewayPrompt prompt, string requestId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var json = NativeWire.Write(prompt, requestId);
        json["stream"] = true;
        var body = NativeWire.Bytes(json);
        using var request = new HttpRequestMessage(HttpMethod.Post, _prompt) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        await credential.ApplyAsync(request, body).ConfigureAwait(false);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw NativeWire.ErrorOf((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (!line.StartsWith(Data, StringComparison.Ordinal)) continue;
            using var document = JsonDocument.Parse(line.AsMemory(Data.Length));
            var frame = NativeWire.Read(document.RootElement);
            yield return frame;
            if (frame.IsLast) yield break;
        }
        throw new GatewayException("connection_lost", "The connection ended in the middle of the answer.");
    }

    public ValueTask DisposeAsync()
    {
        if (options.HttpClient is null) _http.Dispose();
        return default;
    }
}
