using System.Text.Json;
using Amazon.Runtime;

namespace LlmGateway.Core.Aws;

/// <summary>The AWS services of this process: one pool of connections, one credential chain.</summary>
/// <param name="http">Pooled connections.</param>
/// <param name="region">Where the function runs.</param>
/// <param name="environment">Reads an environment variable.</param>
/// <param name="time">For signatures.</param>
/// <param name="credentials">Who signs; null: whom the SDK's chain finds.</param>
internal sealed class AwsServices(HttpMessageInvoker http, string region, Func<string, string?> environment, TimeProvider time, AWSCredentials? credentials = null)
{
    private readonly AwsCredentialChain _credentials = new(credentials);

    /// <summary>Bedrock Runtime of a region; null: the function's own. A Bedrock API key in the environment is sent instead of a signature.</summary>
    public AwsHttp Bedrock(string? inRegion) => new(
        http, AwsEndpoint.Of("bedrock-runtime", "bedrock", inRegion ?? region, environment), _credentials,
        environment("AWS_BEARER_TOKEN_BEDROCK") is { Length: > 0 } key ? key : null, time);

    /// <summary>Text of an environment variable.</summary>
    /// <exception cref="InvalidDataException">It is not set.</exception>
    public string Variable(string name) => environment(name) is { Length: > 0 } value ? value : throw new InvalidDataException($"The environment variable '{name}' is not set.");

    public DynamoDbWire DynamoDb() => new(Service("dynamodb"));

    public AwsJsonClient SecretsManager() => new(Service("secretsmanager"), "secretsmanager");

    public AwsJsonClient Cognito() => new(Service("cognito-idp"), "AWSCognitoIdentityProviderService");

    public AwsHttp S3() => Service("s3");

    public AwsHttp CloudFormation() => Service("cloudformation");

    public AwsHttp Lambda() => Service("lambda");

    /// <summary>Who the credentials are.</summary>
    public AwsHttp SecurityTokens() => Service("sts");

    /// <summary>A domain of OpenSearch, or a collection of OpenSearch Serverless.</summary>
    /// <param name="host">Its endpoint.</param>
    /// <param name="serverless">It is a collection.</param>
    public AwsHttp OpenSearch(string host, bool serverless) =>
        new(http, AwsEndpoint.OfHost(host, serverless ? "aoss" : "es", region, environment), _credentials, bearer: null, time);

    /// <summary>S3 Vectors of a region; null: the function's own.</summary>
    public AwsHttp S3Vectors(string? inRegion) => new(http, VectorsEndpoint(inRegion ?? region), _credentials, bearer: null, time);

    /// <summary>Where Bedrock's knowledge bases are asked.</summary>
    public AwsHttp KnowledgeBases() => new(http, AwsEndpoint.Of("bedrock-agent-runtime", "bedrock", region, environment), _credentials, bearer: null, time);

    /// <summary>Connections of a WebSocket API: its own host, unless the environment says otherwise.</summary>
    public AwsHttp ApiConnections(string apiId)
    {
        const string service = "apigatewaymanagementapi";
        var given = environment("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI") ?? environment("AWS_ENDPOINT_URL");
        return new AwsHttp(http, AwsEndpoint.Of(string.IsNullOrEmpty(given) ? $"{apiId}.execute-api" : service, "execute-api", region, environment), _credentials, bearer: null, time);
    }

    /// <summary>Values of SSM parameters, decrypted, in the order of their names.</summary>
    /// <exception cref="AwsServiceException">SSM refused.</exception>
    /// <exception cref="InvalidDataException">One does not exist.</exception>
    public async Task<IReadOnlyList<string>> ReadParametersAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        const int mostInOneCall = 10;
        var ssm = new AwsJsonClient(new AwsHttp(http, AwsEndpoint.Of("ssm", "ssm", region, environment), _credentials, bearer: null, time), "AmazonSSM");
        Dictionary<string, string> values = [];
        foreach (var some in names.Chunk(mostInOneCall))
        {
            using var answer = await ssm.CallAsync("GetParameters", json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("Names");
                foreach (var name in some) json.WriteStringValue(name);
                json.WriteEndArray();
                json.WriteBoolean("WithDecryption", true);
                json.WriteEndObject();
            }, cancellationToken);
            foreach (var parameter in answer.RootElement.GetProperty("Parameters").EnumerateArray())
                values[parameter.GetProperty("Name").GetString()!] = parameter.GetProperty("Value").GetString()!;
        }
        return [.. names.Select(name => values.TryGetValue(name, out var value) ? value : throw new InvalidDataException($"The SSM parameter '{name}' does not exist."))];
    }

    /// <summary>The text of a secret.</summary>
    /// <exception cref="AwsServiceException">Secrets Manager refused.</exception>
    /// <exception cref="InvalidDataException">It is binary.</exception>
    public async Task<string> ReadSecretAsync(string arn, CancellationToken cancellationToken)
    {
        using var answer = await SecretsManager().CallAsync("GetSecretValue", json =>
        {
            json.WriteStartObject();
            json.WriteString("SecretId", arn);
            json.WriteEndObject();
        }, cancellationToken);
        return answer.RootElement.TryGetProperty("SecretString", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()! : throw new InvalidDataException($"The secret '{arn}' holds no text.");
    }

    /// <summary>The one service whose hosts are in the newer domain alone.</summary>
    private AwsEndpoint VectorsEndpoint(string inRegion)
    {
        var given = environment("AWS_ENDPOINT_URL_S3VECTORS") ?? environment("AWS_ENDPOINT_URL");
        return string.IsNullOrEmpty(given)
            ? new AwsEndpoint(new Uri($"https://s3vectors.{inRegion}.{(inRegion.StartsWith("cn-", StringComparison.Ordinal) ? "api.amazonwebservices.com.cn" : "api.aws")}"), inRegion, "s3vectors")
            : new AwsEndpoint(new Uri(given, UriKind.Absolute), inRegion, "s3vectors");
    }

    private AwsHttp Service(string name) => new(http, AwsEndpoint.Of(name, name, region, environment), _credentials, bearer: null, time);
}
