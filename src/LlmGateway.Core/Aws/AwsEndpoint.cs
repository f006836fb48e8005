using Amazon;

namespace LlmGateway.Core.Aws;

/// <summary>Where an AWS service answers: an override from the environment, as every AWS SDK reads it, or the region's own host.</summary>
/// <param name="Url">Scheme and authority, without a path.</param>
/// <param name="Region">For the signature.</param>
/// <param name="SigningName">For the signature.</param>
internal sealed record AwsEndpoint(Uri Url, string Region, string SigningName)
{
    /// <summary>The name to call, where it is not that of <see cref="Url"/>: of several hosts behind one override. Null: its own.</summary>
    public string? Host { get; init; }

    /// <summary>A host that has a name of its own, such as a domain of OpenSearch.</summary>
    /// <param name="host">With or without <c>https://</c>.</param>
    /// <param name="signingName">The signature's name of the service; also names the override.</param>
    /// <param name="region">For the signature.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static AwsEndpoint OfHost(string host, string signingName, string region, Func<string, string?> environment)
    {
        var own = new Uri(host.StartsWith("https://", StringComparison.Ordinal) ? host : $"https://{host}", UriKind.Absolute);
        var url = environment("AWS_ENDPOINT_URL_" + signingName.ToUpperInvariant()) ?? environment("AWS_ENDPOINT_URL");
        return string.IsNullOrEmpty(url) ? new AwsEndpoint(own, region, signingName) : new AwsEndpoint(new Uri(url, UriKind.Absolute), region, signingName) { Host = own.Authority };
    }

    /// <param name="service">The host's first label, such as <c>bedrock-runtime</c>; also names <c>AWS_ENDPOINT_URL_BEDROCK_RUNTIME</c>.</param>
    /// <param name="signingName">The signature's name of the service, such as <c>bedrock</c>.</param>
    /// <param name="region">For example <c>eu-central-1</c>.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static AwsEndpoint Of(string service, string signingName, string region, Func<string, string?> environment)
    {
        var variable = "AWS_ENDPOINT_URL_" + service.Replace('-', '_').ToUpperInvariant();
        var url = environment(variable) ?? environment("AWS_ENDPOINT_URL");
        if (string.IsNullOrEmpty(url)) url = $"https://{service}.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}";
        return new AwsEndpoint(new Uri(url, UriKind.Absolute), region, signingName);
    }
}
