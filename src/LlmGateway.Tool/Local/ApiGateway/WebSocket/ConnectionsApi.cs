using System.Net.WebSockets;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Iam;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway.WebSocket;

/// <summary>The API Gateway Management API: what functions send to connections, https://docs.aws.amazon.com/apigatewaymanagementapi/latest/reference/.</summary>
/// <param name="sockets">Knows the connections.</param>
/// <param name="aws">Knows the callers, and asks IAM.</param>
/// <param name="fault">A status to answer in the place of the work, for tests; null: none.</param>
internal sealed class ConnectionsApi(SocketService sockets, AwsFrontDoor aws, Func<string, int?>? fault)
{
    private const string Segment = "/@connections/";

    public static bool IsFor(HttpRequest request) => request.Path.Value?.Contains(Segment, StringComparison.Ordinal) == true;

    public async Task HandleAsync(HttpContext http)
    {
        var request = SignedRequest.From(http, await ApiRequestBody.ReadAsync(http.Request));
        try
        {
            var verification = aws.Verifier.Verify(request, "execute-api");
            if (!verification.IsAccepted) throw new AwsException(verification.Error with { Status = 403 });
            await AnswerAsync(http, request, verification.Principal);
        }
        catch (AwsException e)
        {
            await AwsResponse.WriteErrorAsync(http, AwsErrorShape.RestJson, e.Error);
        }
        catch (RequestTooLargeException)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        }
    }

    private async Task AnswerAsync(HttpContext http, SignedRequest request, LocalPrincipal principal)
    {
        var path = http.Request.Path.Value!;
        var id = Uri.UnescapeDataString(path[(path.IndexOf(Segment, StringComparison.Ordinal) + Segment.Length)..]);
        var connection = sockets.Find(id);
        var stage = path.Split('/')[1];
        aws.Authorize(principal, new AccessRequest
        {
            PrincipalArn = principal.Arn,
            Action = "execute-api:ManageConnections",
            Resource = sockets.ArnOf(connection, stage, $"{http.Request.Method}/@connections/{id}"),
            Context = AccessRequest.ContextOf([("aws:PrincipalArn", principal.Arn), ("aws:SecureTransport", "true")]),
        });
        if (fault?.Invoke(id) is { } status)
        {
            http.Response.StatusCode = status;
            return;
        }
        if (connection is null) throw new AwsException(new AwsError(410, "GoneException", ""));
        switch (http.Request.Method)
        {
            case "POST" when request.Body.Length > SocketLimits.MostInMessage:
                throw new AwsException(new AwsError(413, "PayloadTooLargeException", "Message too long"));
            case "POST":
                if (!await connection.SendAsync(request.Body, http.RequestAborted)) throw new AwsException(new AwsError(410, "GoneException", ""));
                break;
            case "GET":
                await http.Response.WriteAsync(new JsonObject { ["connectedAt"] = connection.ConnectedAt, ["lastActiveAt"] = connection.LastActiveAt }.ToJsonString());
                break;
            case "DELETE":
                await connection.CloseAsync(WebSocketCloseStatus.NormalClosure, "");
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status403Forbidden;
                break;
        }
    }
}
