using System.Net;
using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.Aws;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>A request to a method, and what is known of its caller so far.</summary>
internal sealed record ApiRequest
{
    public required HttpContext Http { get; init; }
    public required string RequestId { get; init; }
    public required RestApi Api { get; init; }
    public required ApiStage Stage { get; init; }
    public required RouteMatch Route { get; init; }

    /// <summary>As sent, its body read whole.</summary>
    public required SignedRequest Signed { get; init; }

    /// <summary>Below the stage, percent-encoding untouched.</summary>
    public required string Path { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
    public required string Account { get; init; }
    public required string Region { get; init; }
    public required string Partition { get; init; }

    /// <summary>What IAM calls it, below the stage, where that is no method and path; null: it is.</summary>
    public string? Resource { get; init; }

    /// <summary>Of the WebSocket that is being connected; null: none is.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>Who signed; null: nobody had to.</summary>
    public LocalPrincipal? Caller { get; set; }

    /// <summary>The key that was sent and accepted; null: none was asked for.</summary>
    public ApiKey? ApiKey { get; set; }

    /// <summary>What a Lambda authorizer said; null: none was asked.</summary>
    public AuthorizerAnswer? Authorizer { get; set; }

    /// <summary>Where addresses of the stack in AWS are here; null: they are left as they are.</summary>
    public LocalUrls? Urls { get; init; }

    public string ToLocal(string url) => Urls?.ToLocal(url, Http.Connection.LocalPort) ?? url;

    public RestMethod Method => Route.Method;

    public string HttpMethod => Http.Request.Method;

    public string SourceIp => (Http.Connection.RemoteIpAddress ?? IPAddress.Loopback).ToString();

    /// <summary>As IAM knows the method that is called.</summary>
    public string Arn => Resource is { } named ? $"arn:{Partition}:execute-api:{Region}:{Account}:{Api.Id}/{Stage.Name}/{named}" : $"arn:{Partition}:execute-api:{Region}:{Account}:{Api.Id}/{Stage.Name}/{HttpMethod}{Uri.UnescapeDataString(Path)}";

    /// <summary>Query parameters, decoded, in the order of their first mention.</summary>
    public IReadOnlyList<KeyValuePair<string, List<string>>> Query => _query ??= QueryText.Parse(Signed.Query);

    private IReadOnlyList<KeyValuePair<string, List<string>>>? _query;
}

/// <summary>What a Lambda authorizer said.</summary>
/// <param name="PrincipalId">Who calls.</param>
/// <param name="Context">What the function is told of it.</param>
/// <param name="UsageIdentifierKey">The API key it speaks for; null: none.</param>
internal sealed record AuthorizerAnswer(string PrincipalId, IReadOnlyDictionary<string, string> Context, string? UsageIdentifierKey);
