using System.Globalization;
using Amazon.CDK;
using LlmGateway.Constructs;

namespace EnterpriseChat;

/// <summary>What the settings file says: names as in the AWS LLM Gateway sample, its misspelt one too, and a few more.</summary>
internal sealed record Settings
{
    private static readonly string[] Known =
    [
        "API_GATEWAY_TYPE", "API_GATEWAY_USE_API_KEY", "API_GATEWAY_USE_IAM_AUTH", "DEFAULT_MAX_TOKENS", "DEFAULT_TEMP", "API_KEY", "OPENSEARCH_DOMAIN_ENDPOINT",
        "COGNTIO_DOMAIN_PREFIX", "COGNITO_DOMAIN_PREFIX", "UI_CERT_ARN", "UI_DOMAIN_NAME", "METADATA_URL_COPIED_FROM_AZURE_AD", "GIT_HUB_CLIENT_ID", "GIT_HUB_CLIENT_SECRET",
        "GIT_HUB_PROXY_URL", "GIT_HUB_ALLOW", "VPC", "VPC_SUBNETS", "VPC_SECURITY_GROUP", "ADMIN_GROUP_ID",
    ];

    public bool IsRest { get; private init; }
    public bool UsesApiKey { get; private init; }
    public bool UsesIam { get; private init; }
    public int MaxTokens { get; private init; }
    public double Temperature { get; private init; }

    /// <summary>deploy.sh has put the key into the secret <c>enterprise-chat/openai</c>.</summary>
    public bool HasOpenAi { get; private init; }

    public string? DomainPrefix { get; private init; }

    /// <summary>Of the page to chat on.</summary>
    public string? UiDomain { get; private init; }

    /// <summary>Of <see cref="UiDomain"/>: with a VPC in the stack's region, else in us-east-1.</summary>
    public string? UiCertificateArn { get; private init; }

    /// <summary>Browsers can't sign requests, and people who sign in have no API key beside it; by a key alone the page talks over REST.</summary>
    public bool HasPage => !UsesIam && (!UsesApiKey || IsRest && SamlMetadataUrl is null && GitHubClientId is null);

    public string? SamlMetadataUrl { get; private init; }

    /// <summary>Object id of the directory's group whose members are administrators.</summary>
    public string? AdminGroupId { get; private init; }

    public string? GitHubClientId { get; private init; }
    public GitHubAllow? GitHubAllowed { get; private init; }

    /// <summary>An OpenID provider in front of GitHub that exists already, as in the sample.</summary>
    public string? GitHubProxyUrl { get; private init; }

    public string? VpcId { get; private init; }
    public IReadOnlyList<string> SubnetIds { get; private init; } = [];
    public string? SecurityGroupId { get; private init; }
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>A stack that looks its VPC up has to know where it is; others go wherever they are deployed.</summary>
    public Amazon.CDK.Environment? Environment { get; private init; }

    /// <summary>Reads a file of <c>NAME=value</c> lines.</summary>
    /// <param name="file">Need not exist: then all is as it is by default.</param>
    /// <param name="variable">The environment, which wins.</param>
    /// <exception cref="SettingsException">Something of it is wrong.</exception>
    public static Settings Load(string file, Func<string, string?> variable)
    {
        var lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        return Parse(lines, Path.GetFileName(file), variable);
    }

    internal static Settings Parse(IReadOnlyList<string> lines, string file, Func<string, string?> variable)
    {
        List<string> mistakes = [];
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith("export ", StringComparison.Ordinal)) line = line["export ".Length..];
            if (line.Length == 0 || line[0] == '#') continue;
            var parts = line.Split('=', 2);
            if (parts.Length < 2) mistakes.Add($"{file}:{i + 1}: '{line}' is no NAME=value.");
            else if (!Known.Contains(parts[0].Trim())) mistakes.Add($"{file}:{i + 1}: there is no setting '{parts[0].Trim()}'; template.env has them all.");
            else values[parts[0].Trim()] = parts[1].Trim().Trim('"', '\'');
        }
        foreach (var name in Known)
            if (variable(name) is { Length: > 0 } given) values[name] = given;
        return Read(name => values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null, variable, mistakes);
    }

    private static Settings Read(Func<string, string?> value, Func<string, string?> variable, List<string> mistakes)
    {
        bool Switch(string name)
        {
            if (value(name) is not { } text) return false;
            if (bool.TryParse(text, out var on)) return on;
            mistakes.Add($"{name} is '{text}': use true or false.");
            return false;
        }

        var type = value("API_GATEWAY_TYPE") ?? "websocket";
        if (type is not ("rest" or "websocket")) mistakes.Add($"API_GATEWAY_TYPE is '{type}': use rest or websocket.");
        var maxTokens = int.TryParse(value("DEFAULT_MAX_TOKENS") ?? "4096", NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) && tokens > 0 ? tokens : 0;
        if (maxTokens == 0) mistakes.Add($"DEFAULT_MAX_TOKENS is '{value("DEFAULT_MAX_TOKENS")}': use a number of 1 or more.");
        if (!double.TryParse(value("DEFAULT_TEMP") ?? "0.0", NumberStyles.Float, CultureInfo.InvariantCulture, out var temperature) || temperature is < 0 or > 1)
            mistakes.Add($"DEFAULT_TEMP is '{value("DEFAULT_TEMP")}': use 0.0 to 1.0.");
        var clientId = value("GIT_HUB_CLIENT_ID");
        var allowed = clientId is null || value("GIT_HUB_PROXY_URL") is not null ? null : ReadAllow(value("GIT_HUB_ALLOW"), mistakes);
        var vpc = value("VPC");
        if (vpc is not null && value("VPC_SUBNETS") is null) mistakes.Add("VPC is set, and VPC_SUBNETS is not: name the subnets, separated by commas.");
        if (value("UI_CERT_ARN") is not null && value("UI_DOMAIN_NAME") is null) mistakes.Add("UI_CERT_ARN is set, and UI_DOMAIN_NAME is not: name the domain of the certificate.");
        var (usesKey, usesIam) = (Switch("API_GATEWAY_USE_API_KEY"), Switch("API_GATEWAY_USE_IAM_AUTH"));
        if (usesIam && (value("METADATA_URL_COPIED_FROM_AZURE_AD") ?? clientId) is not null)
            mistakes.Add("API_GATEWAY_USE_IAM_AUTH is on, and a sign-in is configured beside it: API Gateway takes one of both. Turn the switch off, or remove the sign-in.");
        if (mistakes.Count > 0) throw new SettingsException(mistakes);
        return new Settings
        {
            IsRest = type == "rest",
            UsesApiKey = usesKey,
            UsesIam = usesIam,
            MaxTokens = maxTokens,
            Temperature = temperature,
            HasOpenAi = value("API_KEY") is not null,
            DomainPrefix = value("COGNITO_DOMAIN_PREFIX") ?? value("COGNTIO_DOMAIN_PREFIX"),
            UiDomain = value("UI_DOMAIN_NAME"),
            UiCertificateArn = value("UI_CERT_ARN"),
            SamlMetadataUrl = value("METADATA_URL_COPIED_FROM_AZURE_AD"),
            AdminGroupId = value("ADMIN_GROUP_ID"),
            GitHubClientId = clientId,
            GitHubAllowed = allowed,
            GitHubProxyUrl = value("GIT_HUB_PROXY_URL"),
            VpcId = vpc,
            SubnetIds = value("VPC_SUBNETS")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            SecurityGroupId = value("VPC_SECURITY_GROUP"),
            Notes = [.. NotesOf(value)],
            Environment = vpc is null ? null : new Amazon.CDK.Environment { Account = variable("CDK_DEFAULT_ACCOUNT"), Region = variable("CDK_DEFAULT_REGION") },
        };
    }

    private static IEnumerable<string> NotesOf(Func<string, string?> value)
    {
        if (value("OPENSEARCH_DOMAIN_ENDPOINT") is not null) yield return "OPENSEARCH_DOMAIN_ENDPOINT has no effect: this example retrieves nothing.";
        if (value("UI_DOMAIN_NAME") is not null && value("UI_CERT_ARN") is null) yield return "UI_CERT_ARN is empty, so that the page has CloudFront's own name; UI_DOMAIN_NAME is another page's, which people may be sent back to.";
    }

    /// <summary><c>org:acme, team:acme/platform, user:octocat</c>, or <c>anybody</c>.</summary>
    private static GitHubAllow? ReadAllow(string? text, List<string> mistakes)
    {
        const string remedy = "use org:NAME, team:ORG/SLUG and user:LOGIN, separated by commas; 'anybody' lets in whoever has an account at GitHub";
        if (text is null)
        {
            mistakes.Add($"GIT_HUB_CLIENT_ID is set, and GIT_HUB_ALLOW does not say who may sign in: {remedy}.");
            return null;
        }
        if (text == "anybody") return GitHubAllow.AnyGitHubUser;
        GitHubAllow? all = null;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            GitHubAllow? one = part.Split(':', 2) switch
            {
                ["org", var name] => GitHubAllow.Organization(name),
                ["team", var name] when name.Split('/') is [var organization, var slug] => GitHubAllow.Team(organization, slug),
                ["user", var login] => GitHubAllow.Users(login),
                _ => null,
            };
            if (one is null) mistakes.Add($"GIT_HUB_ALLOW has '{part}': {remedy}.");
            else all = all?.Or(one) ?? one;
        }
        return all;
    }
}
