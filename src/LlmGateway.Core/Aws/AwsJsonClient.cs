using System.Buffers;
using System.Net;
using System.Text.Json;

namespace LlmGateway.Core.Aws;

/// <summary>Calls operations of services that speak AWS JSON 1.1, such as SSM and Secrets Manager.</summary>
internal sealed class AwsJsonClient(AwsHttp http, string targetPrefix)
{
    /// <summary>Calls an operation and hands back its answer; the caller disposes it.</summary>
    /// <exception cref="AwsServiceException">AWS refused; names the error's type.</exception>
    public async Task<JsonDocument> CallAsync(string operation, Action<Utf8JsonWriter> writeBody, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body)) writeBody(json);
        using var response = await http.PostAsync("/", body.WrittenMemory, "application/x-amz-json-1.1", $"{targetPrefix}.{operation}", cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK) return await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        throw await AwsServiceException.ReadAsync(response, stream, cancellationToken);
    }
}
