using System.Globalization;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>The environment of a function's processes: the template's and Lambda's own, and nothing of the developer's AWS settings.</summary>
internal static class FunctionEnvironment
{
    /// <summary>What any program needs to run on this machine and reach the network: no AWS settings among them.</summary>
    private static readonly string[] Inherited =
        ["PATH", "DOTNET_ROOT", "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "SystemRoot"];

    /// <param name="function">Whose environment it is.</param>
    /// <param name="launch">How it is started.</param>
    /// <param name="principal">As whom it signs.</param>
    /// <param name="stack">For the region.</param>
    /// <param name="endpoint">The local AWS.</param>
    /// <param name="scratch">A folder of its own for temporary files.</param>
    public static Dictionary<string, string> Build(
        LambdaFunction function, HandlerLaunch launch, LocalPrincipal principal, TemplateEnvironment stack, Uri endpoint, string scratch)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Inherited)
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) environment[name] = value;
        // A proxy must not be asked for the local AWS.
        environment["NO_PROXY"] = environment["no_proxy"] = string.Join(',', new[] { "127.0.0.1", "localhost", Environment.GetEnvironmentVariable("NO_PROXY") }.Where(part => !string.IsNullOrEmpty(part)));
        environment["HOME"] = environment["TMPDIR"] = environment["TEMP"] = environment["TMP"] = scratch;
        environment["LANG"] = "en_US.UTF-8";
        environment["TZ"] = ":UTC";
        foreach (var (name, value) in function.Environment) environment[name] = value;

        environment["_HANDLER"] = launch.Handler;
        environment["LAMBDA_TASK_ROOT"] = launch.TaskRoot;
        environment["LAMBDA_RUNTIME_DIR"] = launch.TaskRoot;
        environment["AWS_REGION"] = environment["AWS_DEFAULT_REGION"] = stack.Region;
        environment["AWS_LAMBDA_FUNCTION_NAME"] = function.Name;
        environment["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST";
        environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = function.MemorySize.ToString(CultureInfo.InvariantCulture);
        environment["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
        environment["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{function.Name}";
        environment["AWS_LAMBDA_LOG_STREAM_NAME"] = "local";
        environment["AWS_ACCESS_KEY_ID"] = principal.AccessKeyId;
        environment["AWS_SECRET_ACCESS_KEY"] = principal.SecretAccessKey;
        if (principal.SessionToken is { } token) environment["AWS_SESSION_TOKEN"] = token;
        environment["AWS_ENDPOINT_URL"] = endpoint.GetLeftPart(UriPartial.Authority);
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        // The developer's profiles hold other credentials and endpoints.
        environment["AWS_CONFIG_FILE"] = environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(scratch, "none");
        return environment;
    }
}
