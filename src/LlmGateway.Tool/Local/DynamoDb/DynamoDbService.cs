using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.DynamoDb;

/// <summary>DynamoDB behind the front door: permissions for each table and index that a call touches, then dynalite.</summary>
internal sealed class DynamoDbService(DynaliteProcess? dynalite, IReadOnlyList<LocalTable> tables, Func<string, bool>? throttle = null) : IAwsService
{
    private static readonly string[] HopByHop = ["Transfer-Encoding", "Connection", "Keep-Alive", "Date", "Server"];

    public AwsErrorShape ErrorShape => AwsErrorShape.Json10;

    public Task HandleAsync(AwsCall call)
    {
        var operation = JsonTarget.Operation(call, "DynamoDB_20120810.");
        var body = call.ReadJson();
        foreach (var access in DynamoDbAccess.Of(operation, body, call, tables))
            call.Authorize(access.Action, access.Resource, access.Context);
        if (throttle?.Invoke(operation) == true)
            throw new AwsException(new AwsError(400, "ProvisionedThroughputExceededException", "The level of configured provisioned throughput for the table was exceeded."));
        return dynalite is null
            ? throw new AwsException(AwsError.NotFound("Requested resource not found: the template has no tables."))
            : ForwardAsync(call, dynalite, body);
    }

    private static async Task ForwardAsync(AwsCall call, DynaliteProcess dynalite, JsonObject body)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, dynalite.Endpoint);
        message.Content = DynamoDbAccess.NameTables(body)
            ? new StringContent(body.ToJsonString())
            : new ReadOnlyMemoryContent(call.Request.Body);
        message.Content.Headers.Remove("Content-Type");
        message.Content.Headers.TryAddWithoutValidation("Content-Type", call.Request.Headers.ContentType.ToString());
        foreach (var name in new[] { "Authorization", "X-Amz-Date", "X-Amz-Target" })
            message.Headers.TryAddWithoutValidation(name, call.Request.Headers[name].ToString());

        var http = call.Http;
        using var response = await SendAsync(dynalite, message, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase)) http.Response.Headers[name] = values.ToArray();
        await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        DynaliteProcess dynalite, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await dynalite.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new AwsException(new AwsError(500, "InternalServerError", $"The local DynamoDB does not answer: {e.Message}"));
        }
    }
}
