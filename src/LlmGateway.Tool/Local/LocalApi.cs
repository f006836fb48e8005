using LlmGateway.Tool.Local.ApiGateway.Model;

namespace LlmGateway.Tool.Local;

/// <summary>A stage that can be called.</summary>
/// <param name="Name">The API's name.</param>
/// <param name="ApiId">Its id.</param>
/// <param name="Stage">The stage's name.</param>
/// <param name="Url">Base URL, the stage included, with a slash at its end.</param>
internal sealed record LocalApi(string Name, string ApiId, string Stage, Uri Url)
{
    /// <summary>An API among several is told by its host, as in AWS; names below localhost lead to this machine.</summary>
    public static LocalApi Of(RestApi api, ApiStage stage, Uri endpoint, bool isOnly) => new(
        api.Name, api.Id, stage.Name,
        new Uri(isOnly ? $"{endpoint}{stage.Name}/" : FormattableString.Invariant($"http://{api.Id}.localhost:{endpoint.Port}/{stage.Name}/")));

    /// <summary>The same for a WebSocket API: what asks for a WebSocket tells it from a REST API of the same stage.</summary>
    public static LocalApi OfSocket(RestApi api, ApiStage stage, Uri endpoint, bool isOnly)
    {
        var http = Of(api, stage, endpoint, isOnly);
        return http with { Url = new UriBuilder(http.Url) { Scheme = "ws", Path = http.Url.AbsolutePath.TrimEnd('/') }.Uri };
    }
}

/// <summary>A key for <c>x-api-key</c>.</summary>
internal sealed record LocalApiKey(string Name, string Id, string Value);
