using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>Writes whole answers in AWS's wire forms.</summary>
internal static class AwsResponse
{
    private static readonly XNamespace QueryNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";

    public static string NewRequestId() => Guid.NewGuid().ToString();

    public static Task WriteJsonAsync(HttpContext http, AwsErrorShape shape, JsonObject body, int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType(shape);
        http.Response.Headers["x-amzn-requestid"] = NewRequestId();
        return http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }

    public static Task WriteErrorAsync(HttpContext http, AwsErrorShape shape, AwsError error)
    {
        switch (shape)
        {
            case AwsErrorShape.RestJson:
                http.Response.Headers["x-amzn-errortype"] = error.Code;
                return WriteJsonAsync(http, shape, new JsonObject { ["message"] = error.Message }, error.Status);
            case AwsErrorShape.Json10:
                return WriteJsonAsync(http, shape, new JsonObject
                {
                    ["__type"] = $"{DynamoNamespace(error.Code)}#{error.Code}",
                    // Denials are spelt with a capital, everything else without.
                    [error.Code == "AccessDeniedException" ? "Message" : "message"] = error.Message,
                }, JsonStatus(error));
            case AwsErrorShape.Json11:
                return WriteJsonAsync(http, shape, new JsonObject { ["__type"] = error.Code, ["message"] = error.Message }, JsonStatus(error));
            default:
                return WriteXmlAsync(http, QueryError(error), error.Status);
        }
    }

    public static Task WriteXmlAsync(HttpContext http, XElement body, int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType(AwsErrorShape.Query);
        return http.Response.WriteAsync(body.ToString(), http.RequestAborted);
    }

    /// <summary>A result of the query protocol: <c>ActionResponse/ActionResult</c> around <paramref name="members"/>.</summary>
    public static XElement QueryResult(string action, params IEnumerable<(string Name, string Value)> members) =>
        new(QueryNamespace + $"{action}Response",
            new XElement(QueryNamespace + $"{action}Result", members.Select(member => new XElement(QueryNamespace + member.Name, member.Value))),
            new XElement(QueryNamespace + "ResponseMetadata", new XElement(QueryNamespace + "RequestId", NewRequestId())));

    private static XElement QueryError(AwsError error) =>
        new(QueryNamespace + "ErrorResponse",
            new XElement(QueryNamespace + "Error",
                new XElement(QueryNamespace + "Type", error.Status < 500 ? "Sender" : "Receiver"),
                new XElement(QueryNamespace + "Code", QueryCode(error.Code)),
                new XElement(QueryNamespace + "Message", error.Message)),
            new XElement(QueryNamespace + "RequestId", NewRequestId()));

    // The query services have older names for the same refusals.
    private static string QueryCode(string code) => code switch
    {
        "InvalidSignatureException" => "SignatureDoesNotMatch",
        "UnrecognizedClientException" => "InvalidClientTokenId",
        _ when code.EndsWith("Exception", StringComparison.Ordinal) => code[..^"Exception".Length],
        _ => code,
    };

    // DynamoDB's own errors and those of the framework in front of it come from two namespaces.
    private static string DynamoNamespace(string code) => code switch
    {
        "AccessDeniedException" or "InvalidSignatureException" or "IncompleteSignatureException" or "MissingAuthenticationTokenException"
            or "UnrecognizedClientException" or "UnknownOperationException" or "SerializationException" => "com.amazon.coral.service",
        "ValidationException" => "com.amazon.coral.validate",
        _ => "com.amazonaws.dynamodb.v20120810",
    };

    private static int JsonStatus(AwsError error) => error.Status >= 500 ? error.Status : 400;

    private static string ContentType(AwsErrorShape shape) => shape switch
    {
        AwsErrorShape.RestJson => "application/json",
        AwsErrorShape.Json10 => "application/x-amz-json-1.0",
        AwsErrorShape.Json11 => "application/x-amz-json-1.1",
        _ => "text/xml",
    };
}
