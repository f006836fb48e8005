using System.Buffers;
using System.Net;
using System.Text.Json;

namespace LlmGateway.Core.Aws;

/// <summary>DynamoDB's JSON protocol, bytes in and bytes out: for thousands of items a second, which the SDK's objects would cost more than the network.</summary>
internal sealed class DynamoDbWire(AwsHttp http)
{
    private const string ContentType = "application/x-amz-json-1.0";

    public AwsEndpoint Endpoint => http.Endpoint;

    /// <summary>Calls an operation with a body that is written now; the caller disposes the answer.</summary>
    /// <exception cref="AwsServiceException">DynamoDB refused.</exception>
    public Task<JsonDocument> CallAsync(string operation, Action<Utf8JsonWriter> writeBody, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body)) writeBody(json);
        return CallAsync(operation, body.WrittenMemory, cancellationToken);
    }

    /// <summary>Calls an operation; the caller disposes the answer.</summary>
    /// <exception cref="AwsServiceException">DynamoDB refused.</exception>
    public async Task<JsonDocument> CallAsync(string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync("/", body, ContentType, $"DynamoDB_20120810.{operation}", cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (response.StatusCode == HttpStatusCode.OK) return await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        throw await AwsServiceException.ReadAsync(response, stream, cancellationToken);
    }
}
