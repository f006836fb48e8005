using System.Net.WebSockets;
using LlmGateway.Client;
using LlmGateway.Client.Sockets;
using LlmGateway.Tool.Asking;

namespace LlmGateway.Tool.Doctor;

/// <summary>Whether a gateway is there, and lets in who asks.</summary>
internal static class GatewayCheck
{
    public const string Health = "gateway health", Access = "gateway access", Socket = "WebSocket gateway";

    /// <summary><c>GET /health</c>, which wants no credentials.</summary>
    public static async Task<Finding> HealthAsync(Uri rest, CancellationToken cancellationToken)
    {
        var url = $"{rest.AbsoluteUri.TrimEnd('/')}/health";
        try
        {
            using var http = GatewayHttp.Create();
            using var response = await http.GetAsync(url, cancellationToken);
            return response.IsSuccessStatusCode ? Finding.Ok(Health, $"{url} answers")
                : Finding.Failed(Health, $"{url} answers {(int)response.StatusCode}", "Check the address: the stage belongs to it (…/prod). A private API answers from its VPC alone; a firewall (WAF) may refuse you");
        }
        catch (HttpRequestException unreachable)
        {
            return Finding.Failed(Health, $"{url} can't be reached: {unreachable.Message}", "Check the address and the network; is the stack deployed, or llm-gateway local running?");
        }
    }

    /// <summary>The list of models, which the gateway shows to those whom it knows.</summary>
    public static async Task<Finding> AccessAsync(Uri rest, GatewayPlace place, CancellationToken cancellationToken)
    {
        try
        {
            var models = await GatewayModels.ListAsync(rest, place.Credential, cancellationToken);
            return models.Count > 0 ? Finding.Ok(Access, $"{place.Identity} may use {string.Join(", ", models)}")
                : Finding.Failed(Access, $"{place.Identity} may use no model", "Give this caller a model in the gateway's access rules");
        }
        catch (GatewayException refused) when (GatewayPlace.IsRefusedBy(refused))
        {
            return Finding.Failed(Access, $"asked by {place.Identity}, it says: {refused.Message}", GatewayPlace.SignInHint.TrimEnd('.'));
        }
        catch (Exception failed) when (failed is GatewayException or HttpRequestException)
        {
            return Finding.Failed(Access, failed.Message, "Check the address; the function's log has the rest (CloudWatch)");
        }
    }

    /// <summary>Connects, and asks for a sign of life.</summary>
    public static async Task<Finding> SocketAsync(Uri socket, GatewayPlace place, CancellationToken cancellationToken)
    {
        try
        {
            using var line = await SocketLine.ConnectAsync(socket, place.Credential, cancellationToken);
            await line.SendAsync("""{"action":"ping"}"""u8.ToArray(), cancellationToken);
            using var answer = await line.ReceiveAsync(cancellationToken);
            await line.CloseAsync();
            return answer is not null && NativeWire.Text(answer.RootElement, "action") == "pong" ? Finding.Ok(Socket, $"{socket} lets in {place.Identity}, and answers")
                : Finding.Failed(Socket, $"{socket} answers, but not as a gateway does", "Check the address");
        }
        catch (GatewayException refused)
        {
            return Finding.Failed(Socket, $"asked by {place.Identity}: {refused.Message}", GatewayPlace.SignInHint.TrimEnd('.'));
        }
        catch (Exception unreachable) when (unreachable is WebSocketException or HttpRequestException)
        {
            return Finding.Failed(Socket, $"{socket} can't be reached: {unreachable.Message}", "Check the address and the network; the stage belongs to it (…/prod)");
        }
    }
}
