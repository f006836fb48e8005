using System.Text.Json.Nodes;
using LlmGateway.Shared;
using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Site;

/// <summary>Reads the stack's distributions.</summary>
internal sealed class DistributionReader(ResolvedStack stack, IReadOnlyList<RestApi> apis)
{
    private readonly List<string> _notices = [];

    /// <summary>What of them has no effect here. Filled by <see cref="Read()"/>.</summary>
    public IReadOnlyList<string> Notices => _notices;

    public IReadOnlyList<Distribution> Read() => [.. stack.OfType("AWS::CloudFront::Distribution").Select(Read)];

    private Distribution Read(TemplateResource resource)
    {
        var place = TemplatePlace.Resource(resource.LogicalId).Down("DistributionConfig");
        var config = stack.PropertiesOf(resource)["DistributionConfig"] as JsonObject ?? throw place.Error("CloudFront requires it.");
        var arn = $"arn:{stack.Environment.Partition}:cloudfront::{stack.Environment.Account}:distribution/{stack.NameOf(resource)}";
        var origins = Objects(config["Origins"]).ToDictionary(origin => origin["Id"]!.ToString(), origin => ReadOrigin(origin, arn), StringComparer.Ordinal);
        var behaviors = Objects(config["CacheBehaviors"]).Append(config["DefaultCacheBehavior"] as JsonObject ?? throw place.Down("DefaultCacheBehavior").Error("CloudFront requires it."));
        return new Distribution
        {
            LogicalId = resource.LogicalId,
            Names = [stack.DomainOf(resource), .. (config["Aliases"] as JsonArray ?? []).Select(alias => alias!.ToString())],
            RootObject = config["DefaultRootObject"]?.ToString(),
            Behaviors = [.. behaviors.Select(behavior => ReadBehavior(behavior, origins, place))],
        };
    }

    private Origin ReadOrigin(JsonObject origin, string distributionArn)
    {
        var (host, path) = (origin["DomainName"]!.ToString(), origin["OriginPath"]?.ToString() ?? "");
        var bucket = stack.OfType("AWS::S3::Bucket").FirstOrDefault(each => host.StartsWith(stack.NameOf(each) + ".s3.", StringComparison.Ordinal));
        if (bucket is not null) return new Origin(stack.NameOf(bucket), LetsRead(stack.NameOf(bucket), distributionArn), null, path);
        return new Origin(null, IsOpen: true, apis.FirstOrDefault(api => host.StartsWith(api.Id + ".", StringComparison.Ordinal))?.Id ?? ApiOfDomain(host), path);
    }

    /// <summary>A gateway whose own address is closed is reached by its domain.</summary>
    private string? ApiOfDomain(string host) => stack.OfType("AWS::ApiGateway::BasePathMapping").Select(stack.PropertiesOf)
        .FirstOrDefault(mapping => stack.OfType("AWS::ApiGateway::DomainName").Any(domain => stack.NameOf(domain) == mapping["DomainName"]?.ToString() && stack.PropertiesOf(domain)["DomainName"]?.ToString() == host))?["RestApiId"]?.ToString();

    /// <summary>Without a statement in the bucket's policy S3 refuses CloudFront as it refuses everybody.</summary>
    private bool LetsRead(string bucket, string distributionArn) => stack.OfType("AWS::S3::BucketPolicy").Select(stack.PropertiesOf)
        .Where(policy => policy["Bucket"]?.ToString() == bucket)
        .SelectMany(policy => Objects((policy["PolicyDocument"] as JsonObject)?["Statement"]))
        .Any(statement => statement["Effect"]?.ToString() == "Allow" && Has(statement["Action"], "s3:GetObject") && Has((statement["Principal"] as JsonObject)?["Service"], "cloudfront.amazonaws.com")
            && Has(((statement["Condition"] as JsonObject)?["StringEquals"] as JsonObject)?["AWS:SourceArn"], distributionArn));

    private Behavior ReadBehavior(JsonObject behavior, Dictionary<string, Origin> origins, TemplatePlace place)
    {
        var target = behavior["TargetOriginId"]?.ToString() ?? "";
        return new Behavior(
            behavior["PathPattern"]?.ToString() ?? "*",
            behavior["AllowedMethods"] is JsonArray methods ? [.. methods.Select(method => method!.ToString())] : ["GET", "HEAD"],
            origins.GetValueOrDefault(target) ?? throw place.Error($"a behavior names the origin {target}, which is not there."),
            behavior["ResponseHeadersPolicyId"]?.ToString() is { } id ? ReadHeaders(id) : new Dictionary<string, string>(),
            Objects(behavior["FunctionAssociations"]).Select(IsFallback).ToList().Contains(true),
            EdgeCompression.Of(behavior, stack));
    }

    private bool IsFallback(JsonObject association)
    {
        var function = stack.OfType("AWS::CloudFront::Function").FirstOrDefault(each => stack.ArnOf(each) == association["FunctionARN"]?.ToString());
        var known = function is not null && stack.PropertiesOf(function)["FunctionCode"]?.ToString() == PageContract.Fallback;
        if (!known) _notices.Add($"The CloudFront function {function?.LogicalId ?? association["FunctionARN"]?.ToString()} does not run here.");
        return known && association["EventType"]?.ToString() == "viewer-request";
    }

    private Dictionary<string, string> ReadHeaders(string id)
    {
        var policy = stack.OfType("AWS::CloudFront::ResponseHeadersPolicy").FirstOrDefault(each => stack.NameOf(each) == id);
        var config = policy is null ? null : stack.PropertiesOf(policy)["ResponseHeadersPolicyConfig"] as JsonObject;
        var headers = Objects((config?["CustomHeadersConfig"] as JsonObject)?["Items"]).ToDictionary(item => item["Header"]!.ToString(), item => item["Value"]!.ToString(), StringComparer.OrdinalIgnoreCase);
        if (config?["SecurityHeadersConfig"] is not JsonObject security) return headers;
        if (Text(security, "ContentSecurityPolicy", "ContentSecurityPolicy") is { } csp) headers["Content-Security-Policy"] = csp;
        if (security["ContentTypeOptions"] is not null) headers["X-Content-Type-Options"] = "nosniff";
        if (Text(security, "FrameOptions", "FrameOption") is { } frame) headers["X-Frame-Options"] = frame;
        if (Text(security, "ReferrerPolicy", "ReferrerPolicy") is { } referrer) headers["Referrer-Policy"] = referrer;
        if (Text(security, "StrictTransportSecurity", "AccessControlMaxAgeSec") is { } age)
            headers["Strict-Transport-Security"] = $"max-age={age}{(Text(security, "StrictTransportSecurity", "IncludeSubdomains") == "true" ? "; includeSubDomains" : "")}";
        return headers;
    }

    private static string? Text(JsonObject of, string member, string name) => (of[member] as JsonObject)?[name]?.ToString();

    private static bool Has(JsonNode? oneOrMany, string text) => oneOrMany is JsonArray many ? many.Any(each => each?.ToString() == text) : oneOrMany?.ToString() == text;

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
