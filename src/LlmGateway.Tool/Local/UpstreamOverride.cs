using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Shared;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local;

/// <summary>Sends every model of the stack to one OpenAI-compatible server, by rewriting what the constructs told the functions.</summary>
internal sealed class UpstreamOverride(UpstreamChoice upstream, TemplateEnvironment environment)
{
    private const string SecretName = "llm-gateway/local-upstream";

    /// <exception cref="LocalRunException">The server can't be asked for its models, or a function has no catalog.</exception>
    public async Task<StackModel> ApplyAsync(StackModel model, CancellationToken cancellationToken)
    {
        var name = upstream.Model ?? await FirstModelAsync(cancellationToken);
        var secret = new LocalSecret(environment.Arn("secretsmanager", $"secret:{SecretName}-local0"), SecretName, upstream.Key ?? "");
        var functions = model.Functions.Select(function => Rewrite(function, name, secret, model.FrontDoor.Parameters)).ToList();
        return model with
        {
            Functions = functions,
            FrontDoor = model.FrontDoor with
            {
                Principals = [model.Developer, .. functions.Select(function => function.Principal)],
                Secrets = upstream.Key is null ? model.FrontDoor.Secrets : [.. model.FrontDoor.Secrets, secret],
            },
        };
    }

    private RunningFunction Rewrite(RunningFunction running, string model, LocalSecret secret, IReadOnlyList<LocalParameter> parameters)
    {
        if (GatewayConfig.Read(running.Function, parameters) is not { } document) return running;
        var credential = upstream.Key is null ? null : new CredentialDocument { SecretArn = secret.Arn };
        document = document with
        {
            Models = [.. document.Models.Select(each => each with
            {
                Upstream = UpstreamKinds.OpenAi, Endpoint = upstream.Server!.ToString().TrimEnd('/'), Model = model, Region = null, Credential = credential, Capabilities = null,
            })],
        };
        var environment = running.Function.Environment.Where(pair => pair.Key != HandlerContract.Variables.ConfigParameters).ToDictionary(StringComparer.Ordinal);
        environment[HandlerContract.Variables.Config] = JsonSerializer.Serialize(document, GatewayDocumentJson.Default.GatewayDocument);
        var policies = upstream.Key is null ? running.Principal.Policies : [.. running.Principal.Policies ?? [], MayRead(secret)];
        return new RunningFunction(running.Function with { Environment = environment }, running.Principal with { Policies = policies });
    }

    private static JsonObject MayRead(LocalSecret secret) => new()
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Action"] = "secretsmanager:GetSecretValue", ["Resource"] = secret.Arn }),
    };

    private async Task<string> FirstModelAsync(CancellationToken cancellationToken)
    {
        var list = new Uri($"{upstream.Server!.ToString().TrimEnd('/')}/models");
        const string wayOut = "name the model with --upstream-model, or check the URL, which ends in /v1 on most servers";
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromSeconds(10) };
            if (upstream.Key is { } key) http.DefaultRequestHeaders.Authorization = new("Bearer", key);
            var answer = JsonNode.Parse(await http.GetStringAsync(list, cancellationToken));
            return (answer?["data"] as JsonArray)?.FirstOrDefault()?["id"]?.GetValue<string>()
                ?? throw new LocalRunException($"{list} lists no models; {wayOut}.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new LocalRunException($"{list} could not be read ({e.Message.TrimEnd('.')}); {wayOut}.");
        }
    }
}
