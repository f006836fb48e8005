using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.GitHub;

/// <summary>The role <c>github-keys</c>: Secrets Manager has the signing keys changed, in its four steps.</summary>
/// <remarks>https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html</remarks>
internal sealed class KeyRotationHandler(AwsJsonClient secrets, JsonLog log) : IInvocationHandler
{
    private const string Pending = "AWSPENDING";
    private const string Current = "AWSCURRENT";

    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    /// <exception cref="StartException">Lambda did not say where the function runs.</exception>
    public static Task<IInvocationHandler> StartAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken)
    {
        var region = environment.Region ?? throw new StartException("Runtime.NoRegion", "AWS_REGION is not set; Lambda sets it.");
        return Task.FromResult<IInvocationHandler>(new KeyRotationHandler(new AwsServices(Connections.Create(), region, environment.Variable, TimeProvider.System).SecretsManager(), log));
    }

    public async Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken)
    {
        using var asked = JsonDocument.Parse(invocation.Event);
        string Text(string name) => asked.RootElement.GetProperty(name).GetString() ?? throw new InvalidDataException($"The event has no {name}.");
        var (step, secret, version) = (Text("Step"), Text("SecretId"), Text("ClientRequestToken"));
        switch (step)
        {
            case "createSecret":
                await CreateAsync(secret, version, cancellationToken);
                break;
            case "testSecret":
                if (await ReadAsync(secret, Pending, version, cancellationToken) is not { } made || SigningKeys.Parse(made) is null) throw new InvalidDataException("The new version of the secret holds no keys.");
                break;
            case "finishSecret":
                await FinishAsync(secret, version, cancellationToken);
                log.Write(LogLevel.Information, "the signing keys were rotated", invocation);
                break;
        }
        await response.SendAsync(Nothing, cancellationToken);
    }

    private async Task CreateAsync(string secret, string version, CancellationToken cancellationToken)
    {
        // Secrets Manager tries a step again that it did not hear of.
        if (await ReadAsync(secret, Pending, version, cancellationToken) is not null) return;
        var now = await ReadAsync(secret, Current, version: null, cancellationToken);
        var text = SigningKeys.Rotate(now is null ? null : SigningKeys.Parse(now)).ToSecret();
        using var put = await secrets.CallAsync("PutSecretValue", json =>
        {
            json.WriteStartObject();
            json.WriteString("SecretId", secret);
            json.WriteString("ClientRequestToken", version);
            json.WriteString("SecretString", text);
            json.WriteStartArray("VersionStages");
            json.WriteStringValue(Pending);
            json.WriteEndArray();
            json.WriteEndObject();
        }, cancellationToken);
    }

    private async Task FinishAsync(string secret, string version, CancellationToken cancellationToken)
    {
        using var described = await secrets.CallAsync("DescribeSecret", json =>
        {
            json.WriteStartObject();
            json.WriteString("SecretId", secret);
            json.WriteEndObject();
        }, cancellationToken);
        var current = described.RootElement.GetProperty("VersionIdsToStages").EnumerateObject()
            .FirstOrDefault(each => each.Value.EnumerateArray().Any(stage => stage.GetString() == Current)).Name;
        if (current == version) return;
        using var moved = await secrets.CallAsync("UpdateSecretVersionStage", json =>
        {
            json.WriteStartObject();
            json.WriteString("SecretId", secret);
            json.WriteString("VersionStage", Current);
            json.WriteString("MoveToVersionId", version);
            if (current is not null) json.WriteString("RemoveFromVersionId", current);
            json.WriteEndObject();
        }, cancellationToken);
    }

    /// <returns>Null: there is no such version.</returns>
    private async Task<string?> ReadAsync(string secret, string stage, string? version, CancellationToken cancellationToken)
    {
        try
        {
            using var found = await secrets.CallAsync("GetSecretValue", json =>
            {
                json.WriteStartObject();
                json.WriteString("SecretId", secret);
                json.WriteString("VersionStage", stage);
                if (version is not null) json.WriteString("VersionId", version);
                json.WriteEndObject();
            }, cancellationToken);
            return found.RootElement.GetProperty("SecretString").GetString();
        }
        catch (AwsServiceException missing) when (missing.Type == "ResourceNotFoundException")
        {
            return null;
        }
    }
}
