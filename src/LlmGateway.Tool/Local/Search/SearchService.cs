using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Search;

/// <summary>OpenSearch's wire behind the front door: permissions as AWS checks them, then indexes in memory that are searched exactly.</summary>
internal sealed class SearchService(IReadOnlyList<LocalSearchHost> hosts) : IAwsService
{
    private readonly ConcurrentDictionary<string, SearchIndexes> _stores = new(StringComparer.OrdinalIgnoreCase);

    public AwsErrorShape ErrorShape => AwsErrorShape.RestJson;

    public async Task HandleAsync(AwsCall call)
    {
        var name = call.Http.Request.Host.Host;
        var host = hosts.FirstOrDefault(each => string.Equals(each.Host, name, StringComparison.OrdinalIgnoreCase))
            // Tools call the one port by its own name.
            ?? (hosts.Count == 1 && call.Http.Request.Host.Host is "127.0.0.1" or "localhost" ? hosts[0] : null)
            ?? throw new AwsException(AwsError.NotFound($"The template has no OpenSearch domain or collection at {name}."));
        var path = call.Request.Path;
        if (host.IsServerless) call.Authorize("aoss:APIAccessAll", host.Arn);
        else call.Authorize($"es:ESHttp{Method(call.Request.Method)}", $"{host.Arn}{(path == "/" ? "/" : path)}");
        var (status, body) = Answer(_stores.GetOrAdd(host.Host, static _ => new SearchIndexes()), call.Request.Method, path, call.Request.Body, call.Http.RequestAborted);
        call.Http.Response.StatusCode = status;
        if (body is null) return;
        call.Http.Response.ContentType = "application/json; charset=UTF-8";
        await call.Http.Response.WriteAsync(body.ToJsonString(), call.Http.RequestAborted);
    }

    private static (int Status, JsonNode? Body) Answer(SearchIndexes store, string method, string path, ReadOnlyMemory<byte> body, CancellationToken gone)
    {
        try
        {
            return store.Handle(method, [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)], body, gone);
        }
        catch (SearchException refused)
        {
            return (refused.Status, refused.ToJson());
        }
        catch (JsonException malformed)
        {
            return (400, new SearchException(400, "parse_exception", malformed.Message).ToJson());
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException)
        {
            return (400, new SearchException(400, "parsing_exception", "a value is of another type than the query needs").ToJson());
        }
    }

    private static string Method(string method) => char.ToUpperInvariant(method[0]) + method[1..].ToLowerInvariant();
}
