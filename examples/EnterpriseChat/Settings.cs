using System.Globalization;
using Amazon.CDK;
using LlmGateway.Constructs;

namespace EnterpriseChat;

/// <summary>What the settings file says: names as in the AWS LLM Gateway sample, its misspelt one too, and a few more.</summary>
internal sealed record Settings
{
    private const string SampleSlip = "4096";

    private static readonly string[] Known =
    [
        "API_GATEWAY_TYPE", "API_GATEWAY_USE_API_KEY", "API_GATEWAY_USE_IAM_AUTH", "DEFAULT_MAX_TOKENS", "DEFAULT_TEMP", "API_KEY", "OPENSEARCH_DOMAIN_ENDPOINT",
        "COGNTIO_DOMAIN_PREFIX", "COGNITO_DOMAIN_PREFIX", "UI_CERT_ARN", "UI_DOMAIN_NAME", "METADATA_URL_COPIED_FROM_AZURE_AD", "GIT_HUB_CLIENT_ID", "GIT_HUB_CLIENT_SECRET",
        "GIT_HUB_PROXY_URL", "GIT_HUB_ALLOW", "VPC", "VPC_SUBNETS", "VPC_SECURITY_GROUP", "ADMIN_GROUP_ID",
        "OPENSEARCH_INDEX", "OPENSEARCH_EMBEDDING_MODEL", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "REGION_ID", "MODEL_ID", "LLM_GATEWAY_DOMAIN_NAME", "LLM_GATEWAY_CERT_ARN", "LLM_GATEWAY_IS_PUBLIC",
        .. SampleSettings.NotNeeded.Keys, .. SampleSettings.NotEnforced,
    ];

    public bool IsRest { get; private init; }
    public bool UsesApiKey { get; private init; }
    public bool UsesIam { get; private init; }
    public int MaxTokens { get; private init; }
    public double Temperature { get; private init; }

    /// <summary>deploy.sh has put the key into the secret <c>enterprise-chat/openai</c>.</summary>
    public bool HasOpenAi { get; private init; }

    /// <summary>The same for <c>enterprise-chat/anthropic</c>.</summary>
    public bool HasAnthropic { get; private init; }

    /// <summary>A model of Bedrock, or a profile, that is offered first.</summary>
    public string? ModelId { get; private init; }

    /// <summary>Where the stack goes; null: wherever it is deployed.</summary>
    public string? Region { get; private init; }

    /// <summary>The gateway's own domain, and the certificate of it in the stack's region.</summary>
    public (string Name, string CertificateArn)? GatewayDomain { get; private init; }

    /// <summary>Passages that the models should know.</summary>
    public OpenSearchSettings? OpenSearch { get; private init; }

    /// <summary>Settings that are read and not kept yet.</summary>
    public IReadOnlyList<string> NotEnforced { get; private init; } = [];

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
            try
            {
                if (SettingsFile.ReadLine(lines[i]) is not var (name, value)) continue;
                if (!Known.Contains(name)) mistakes.Add($"{file}:{i + 1}: there is no setting '{name}'; template.env has them all.");
                else values[name] = value;
            }
            catch (FormatException wrong)
            {
                mistakes.Add($"{file}:{i + 1}: {wrong.Message}.");
            }
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
        // The sample's first README has the number of tokens there, by a slip.
        if (!double.TryParse(value("DEFAULT_TEMP") is { } text && text != SampleSlip ? text : "0.0", NumberStyles.Float, CultureInfo.InvariantCulture, out var temperature) || temperature is < 0 or > 1)
            mistakes.Add($"DEFAULT_TEMP is '{value("DEFAULT_TEMP")}': use 0.0 to 1.0.");
        var clientId = value("GIT_HUB_CLIENT_ID");
        var allowed = clientId is null || value("GIT_HUB_PROXY_URL") is not null ? null : ReadAllow(value("GIT_HUB_ALLOW"), mistakes);
        var vpc = value("VPC");
        if (vpc is not null && value("VPC_SUBNETS") is null) mistakes.Add("VPC is set, and VPC_SUBNETS is not: name the subnets, separated by commas.");
        if (value("UI_CERT_ARN") is not null && value("UI_DOMAIN_NAME") is null) mistakes.Add("UI_CERT_ARN is set, and UI_DOMAIN_NAME is not: name the domain of the certificate.");
        var (usesKey, usesIam) = (Switch("API_GATEWAY_USE_API_KEY"), Switch("API_GATEWAY_USE_IAM_AUTH"));
        if (usesIam && (value("METADATA_URL_COPIED_FROM_AZURE_AD") ?? clientId) is not null)
            mistakes.Add("API_GATEWAY_USE_IAM_AUTH is on, and a sign-in is configured beside it: API Gateway takes one of both. Turn the switch off, or remove the sign-in.");
        if (value("LLM_GATEWAY_IS_PUBLIC") is not null && !Switch("LLM_GATEWAY_IS_PUBLIC"))
            mistakes.Add("LLM_GATEWAY_IS_PUBLIC is false, and this example has no private endpoint: use Api.Endpoint = GatewayEndpoint.Private(…) in EnterpriseChatStack.cs, and leave the setting out.");
        if ((value("LLM_GATEWAY_DOMAIN_NAME") is null) != (value("LLM_GATEWAY_CERT_ARN") is null)) mistakes.Add("LLM_GATEWAY_DOMAIN_NAME and LLM_GATEWAY_CERT_ARN belong together: set both, or none.");
        var search = OpenSearchSettings.Read(value, mistakes);
        if (mistakes.Count > 0) throw new SettingsException(mistakes);
        var region = value("REGION_ID");
        return new Settings
        {
            IsRest = type == "rest",
            UsesApiKey = usesKey,
            UsesIam = usesIam,
            MaxTokens = maxTokens,
            Temperature = temperature,
            HasOpenAi = (value("API_KEY") ?? value("OPENAI_API_KEY")) is not null,
            HasAnthropic = value("ANTHROPIC_API_KEY") is not null,
            ModelId = value("MODEL_ID"),
            Region = region ?? variable("CDK_DEFAULT_REGION"),
            GatewayDomain = value("LLM_GATEWAY_DOMAIN_NAME") is { } domain ? (domain, value("LLM_GATEWAY_CERT_ARN")!) : null,
            OpenSearch = search,
            NotEnforced = [.. SampleSettings.NotEnforced.Where(name => value(name) is not null)],
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
            Environment = (vpc ?? region) is null ? null : new Amazon.CDK.Environment { Account = variable("CDK_DEFAULT_ACCOUNT"), Region = region ?? variable("CDK_DEFAULT_REGION") },
        };
    }

    private static IEnumerable<string> NotesOf(Func<string, string?> value)
    {
        foreach (var (name, why) in SampleSettings.NotNeeded)
            if (value(name) is not null) yield return $"{name} has no effect: {why}.";
        if (value("DEFAULT_TEMP") == SampleSlip) yield return $"DEFAULT_TEMP is {SampleSlip}, which is no temperature: 0.0 is used.";
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
