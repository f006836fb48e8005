using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Iam;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>A call whose caller is known, on its way to a service.</summary>
internal sealed record AwsCall
{
    public required HttpContext Http { get; init; }
    public required SignedRequest Request { get; init; }
    public required LocalPrincipal Principal { get; init; }

    /// <summary>Of the signature's scope; Bedrock API keys carry none, so theirs is the stack's.</summary>
    public required string Region { get; init; }

    public required string Account { get; init; }
    public required string Partition { get; init; }

    /// <summary>Asks IAM; set by the front door.</summary>
    public required Action<AccessRequest> Authorizer { get; init; }

    /// <exception cref="AwsException">The caller's policies don't allow it.</exception>
    public void Authorize(string action, string resource, params IEnumerable<(string Key, string Value)> context) =>
        Authorizer(new AccessRequest
        {
            PrincipalArn = Principal.Arn,
            Action = action,
            Resource = resource,
            Context = AccessRequest.ContextOf([
                .. context,
                ("aws:PrincipalArn", Principal.Arn),
                ("aws:PrincipalAccount", Account),
                ("aws:RequestedRegion", Region),
                ("aws:SecureTransport", "true"),
                ("aws:SourceIp", Http.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1"),
            ]),
        });

    /// <summary>The ARN of something in the caller's account and region.</summary>
    public string ArnOf(string service, string resource) => $"arn:{Partition}:{service}:{Region}:{Account}:{resource}";

    /// <summary>The body as a JSON object.</summary>
    /// <exception cref="AwsException">It is none.</exception>
    public JsonObject ReadJson()
    {
        try
        {
            if (Request.Body.Length > 0 && JsonNode.Parse(Request.Body.Span) is JsonObject body) return body;
        }
        catch (JsonException)
        {
            // Told to the caller below, in AWS's words.
        }
        throw new AwsException(AwsError.Serialization("The request body is not a JSON object."));
    }
}
