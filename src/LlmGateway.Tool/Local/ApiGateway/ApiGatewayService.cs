using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.Aws;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>All REST APIs of the stack: each request goes the same road as in AWS, one step a line.</summary>
internal sealed class ApiGatewayService
{
    private readonly ApiGatewayOptions _options;
    private readonly IReadOnlyList<(RestApi Api, RouteTable Routes)> _apis;
    private readonly Throttles _throttles;
    private readonly ApiKeyCheck _keys;

    public ApiGatewayService(ApiGatewayOptions options)
    {
        _options = options;
        _apis = [.. options.Apis.Select(api => (api, new RouteTable(api.Methods)))];
        _throttles = new Throttles(options.Plans, options.Time);
        _keys = new ApiKeyCheck(options.Keys, _throttles);
    }

    /// <summary>Answers a request, refusals included.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var requestId = Guid.NewGuid().ToString();
        var started = _options.Time.GetTimestamp();
        _options.Trace.Step(requestId, $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
        ApiSite? site = null;
        try
        {
            site = Find(http);
            await AnswerAsync(http, requestId, site);
        }
        catch (RefusedException refused) when (!http.Response.HasStarted)
        {
            _options.Trace.Step(requestId, $"refused: {refused.Refusal.Type}{(refused.Reason is null ? "" : $": {refused.Reason}")}");
            await RefusalWriter.WriteAsync(http, refused.Refusal, requestId, site?.Api, site?.Stage);
        }
        catch (RequestTooLargeException) when (!http.Response.HasStarted)
        {
            // Refused in front of API Gateway proper: plain text, which no template can reword.
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            await http.Response.WriteAsync($"HTTP content length exceeded {ApiRequestBody.Largest} bytes.");
        }
        _options.Trace.Step(requestId, $"{http.Response.StatusCode} after {(long)_options.Time.GetElapsedTime(started).TotalMilliseconds} ms");
    }

    private async Task AnswerAsync(HttpContext http, string requestId, ApiSite site)
    {
        var route = site.Routes.Find(http.Request.Method, site.Path) ?? throw new RefusedException(GatewayRefusal.MissingAuthenticationToken, "there is no such method");
        var request = new ApiRequest
        {
            Http = http,
            RequestId = requestId,
            Api = site.Api,
            Stage = site.Stage,
            Route = route,
            Signed = SignedRequest.From(http, await ApiRequestBody.ReadAsync(http.Request)),
            Path = site.Path,
            ReceivedAt = _options.Time.GetUtcNow(),
            Account = _options.Account,
            Region = _options.Region,
            Partition = _options.Partition,
            Urls = _options.Urls,
        };
        _throttles.AdmitStage(site.Api, site.Stage, route.Method, request.HttpMethod);
        Say(request, await _options.LambdaAuthorization.AdmitAsync(request));
        if (route.Method.AuthorizationType == "COGNITO_USER_POOLS") throw new RefusedException(GatewayRefusal.Unauthorized, "the local run has no Cognito");
        Say(request, _options.Iam.Admit(request));
        Say(request, _keys.Admit(request));
        RequestValidation.Check(request);
        await (route.Method.Integration.Type switch
        {
            "MOCK" => MockIntegration.AnswerAsync(request),
            "AWS_PROXY" => _options.LambdaProxy.AnswerAsync(request),
            var other => throw new RefusedException(GatewayRefusal.Configuration, $"the local run has no integration of type {other}"),
        });
    }

    private void Say(ApiRequest request, string? text)
    {
        if (text is not null) _options.Trace.Step(request.RequestId, text);
    }

    // The whole target, not Kestrel's path: that one is decoded, and signatures and model ids need what was sent.
    private ApiSite Find(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/')) target = new Uri(target).PathAndQuery;
        var path = target.Split('?', 2)[0];
        var host = http.Request.Host.Host;
        var named = _apis.Where(each => host.StartsWith(each.Api.Id + ".", StringComparison.Ordinal)).ToList();
        if (_options.Domains.FirstOrDefault(domain => string.Equals(domain.Name, host, StringComparison.OrdinalIgnoreCase)) is { } domain)
        {
            foreach (var mapping in domain.Mappings.OrderByDescending(mapping => mapping.BasePath.Length))
            {
                var prefix = mapping.BasePath.Length == 0 ? "" : $"/{mapping.BasePath}";
                if (prefix.Length > 0 && path != prefix && !path.StartsWith(prefix + "/", StringComparison.Ordinal)) continue;
                var (api, routes) = _apis.First(each => each.Api.Id == mapping.ApiId);
                return new ApiSite(api, routes, api.Stages.First(stage => stage.Name == mapping.Stage), Below(path, prefix));
            }
            throw new RefusedException(GatewayRefusal.InvalidApiKey, $"the domain {domain.Name} maps nothing to {path}");
        }
        foreach (var (api, routes) in named.Count > 0 ? named : _apis)
            foreach (var stage in api.Stages)
                if (path == $"/{stage.Name}" || path.StartsWith($"/{stage.Name}/", StringComparison.Ordinal))
                    return new ApiSite(api, routes, stage, Below(path, $"/{stage.Name}"));
        throw new RefusedException(GatewayRefusal.InvalidApiKey, $"no stage is named so: {string.Join(", ", _apis.SelectMany(each => each.Api.Stages).Select(stage => stage.Name))}");
    }

    private static string Below(string path, string prefix) => path.Length == prefix.Length ? "/" : path[prefix.Length..];

    private sealed record ApiSite(RestApi Api, RouteTable Routes, ApiStage Stage, string Path);
}
