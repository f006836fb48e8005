using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Cognito;

/// <summary>Reads the stack's user pools.</summary>
internal sealed class UserPoolReader(ResolvedStack stack)
{
    public IReadOnlyList<UserPool> Read() => [.. stack.OfType("AWS::Cognito::UserPool").Select(Read)];

    /// <summary>Functions that pools ask.</summary>
    public static IEnumerable<string> TriggersOf(ResolvedStack stack) =>
        stack.OfType("AWS::Cognito::UserPool").Select(pool => PreTokenOf(stack.PropertiesOf(pool))).OfType<string>();

    private UserPool Read(TemplateResource resource)
    {
        var (id, properties) = (stack.NameOf(resource), stack.PropertiesOf(resource));
        var domain = Of("AWS::Cognito::UserPoolDomain", id).FirstOrDefault();
        var policy = (properties["Policies"] as JsonObject)?["PasswordPolicy"] as JsonObject;
        return new UserPool
        {
            LogicalId = resource.LogicalId,
            Id = id,
            Arn = stack.ArnOf(resource),
            Issuer = $"https://cognito-idp.{stack.Environment.Region}.{stack.Environment.UrlSuffix}/{id}",
            DomainHost = domain is null ? null : stack.PropertiesOf(domain) is var settings && settings["CustomDomainConfig"] is null
                ? $"{settings["Domain"]}.auth.{stack.Environment.Region}.amazoncognito.com" : settings["Domain"]?.ToString(),
            PreTokenFunction = PreTokenOf(properties),
            MinimumPasswordLength = int.TryParse(policy?["MinimumLength"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : 8,
            Clients = Of("AWS::Cognito::UserPoolClient", id).Select(ReadClient).ToDictionary(client => client.Id, StringComparer.Ordinal),
            Providers = [.. Of("AWS::Cognito::UserPoolIdentityProvider", id).Select(ReadProvider)],
            Groups = [.. Of("AWS::Cognito::UserPoolGroup", id).Select(group => stack.PropertiesOf(group)["GroupName"]!.ToString())],
        };
    }

    private IEnumerable<TemplateResource> Of(string type, string pool) => stack.OfType(type).Where(each => stack.PropertiesOf(each)["UserPoolId"]?.ToString() == pool);

    private static string? PreTokenOf(JsonObject properties) =>
        (properties["LambdaConfig"] as JsonObject) is { } triggers ? triggers["PreTokenGeneration"]?.ToString() ?? (triggers["PreTokenGenerationConfig"] as JsonObject)?["LambdaArn"]?.ToString() : null;

    private AppClient ReadClient(TemplateResource resource)
    {
        var (id, properties) = (stack.NameOf(resource), stack.PropertiesOf(resource));
        var units = properties["TokenValidityUnits"] as JsonObject;
        return new AppClient(
            resource.LogicalId, id, properties["GenerateSecret"]?.ToString() == "true" ? SecretOf(id) : null,
            Texts(properties["AllowedOAuthFlows"]), Texts(properties["AllowedOAuthScopes"]), Texts(properties["CallbackURLs"]), Texts(properties["LogoutURLs"]),
            Texts(properties["ExplicitAuthFlows"]), Texts(properties["SupportedIdentityProviders"]),
            Life(properties["AccessTokenValidity"], units?["AccessToken"]?.ToString() ?? "hours", TimeSpan.FromHours(1)),
            Life(properties["RefreshTokenValidity"], units?["RefreshToken"]?.ToString() ?? "days", TimeSpan.FromDays(30)));
    }

    private IdentityProvider ReadProvider(TemplateResource resource)
    {
        var properties = stack.PropertiesOf(resource);
        return new IdentityProvider(
            properties["ProviderName"]!.ToString(), properties["ProviderType"]!.ToString(), properties["ProviderDetails"] as JsonObject ?? [],
            (properties["AttributeMapping"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value!.ToString(), StringComparer.Ordinal),
            Texts(properties["IdpIdentifiers"]));
    }

    private static IReadOnlyList<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(item => item!.ToString())];

    private static TimeSpan Life(JsonNode? number, string unit, TimeSpan otherwise) =>
        !double.TryParse(number?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var count) ? otherwise : unit switch
        {
            "seconds" => TimeSpan.FromSeconds(count), "minutes" => TimeSpan.FromMinutes(count), "hours" => TimeSpan.FromHours(count), _ => TimeSpan.FromDays(count),
        };

    /// <summary>The same at every start on a machine; it guards nothing but the local run.</summary>
    private static string SecretOf(string id) => LocalKey.Text($"client {id}", "0123456789abcdefghijklmnopqrstuvwxyz", 51);
}
