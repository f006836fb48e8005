using System.Text;
using LlmGateway.Core.Pipeline;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Rest;

/// <summary>Passes a response on and logs it, with the request, when the operator turned that on by name: it holds prompts and answers.</summary>
internal sealed class ContentLog(GatewayHttpRequest request, IGatewayHttpResponse response, JsonLog log) : IGatewayHttpResponse
{
    /// <summary>CloudWatch cuts events at 256 KB, and escaping makes them longer.</summary>
    private const int MostBytes = 64 * 1024;

    private readonly PooledBytes kept = new(4 * 1024);

    public ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken) =>
        response.StartAsync(status, headers, cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        kept.Append(data.Span[..Math.Min(data.Length, MostBytes - kept.Length)]);
        return response.WriteAsync(data, cancellationToken);
    }

    public ValueTask EndAsync(CancellationToken cancellationToken) => response.EndAsync(cancellationToken);

    /// <summary>Logs what went by, also when it did not come to its end.</summary>
    public void Write()
    {
        log.Write(LogLevel.Information, "content", (request, kept), static (json, content) =>
        {
            json.WriteString("requestId"u8, content.request.RequestId);
            json.WriteString("request"u8, Text(content.request.Body));
            json.WriteString("response"u8, Text(content.kept.Memory));
        });
        kept.Dispose();
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span[..Math.Min(utf8.Length, MostBytes)]);
}
