using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SecretsManager;
using Amazon.CDK.AWS.SSM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Where an upstream's key is kept: never in the template, never in the function's environment.</summary>
public sealed record UpstreamKey
{
    private readonly ISecret? _secret;
    private readonly string? _field;
    private readonly IParameter? _parameter;
    private readonly IKey? _parameterKey;

    private UpstreamKey(ISecret? secret, string? field, IParameter? parameter, IKey? parameterKey) =>
        (_secret, _field, _parameter, _parameterKey) = (secret, field, parameter, parameterKey);

    /// <summary>A key in Secrets Manager.</summary>
    /// <param name="secret">The secret; the function may read this one alone.</param>
    /// <param name="field">The member of a JSON secret that holds the key. Default: the secret's whole text is the key.</param>
    public static UpstreamKey FromSecret(ISecret secret, string? field = null)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return new UpstreamKey(secret, field, null, null);
    }

    /// <summary>A key in a <c>SecureString</c> parameter of Systems Manager.</summary>
    /// <param name="parameter">The parameter; the function may read this one alone.</param>
    /// <param name="encryptionKey">The customer's key that encrypts it. Default: the AWS managed key, which needs no permission of its own.</param>
    public static UpstreamKey FromParameter(IParameter parameter, IKey? encryptionKey = null)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return new UpstreamKey(null, null, parameter, encryptionKey);
    }

    internal CredentialDocument ToDocument() => _secret is not null
        ? new CredentialDocument { SecretArn = _secret.SecretArn, Field = _field }
        : new CredentialDocument { Parameter = _parameter!.ParameterName };

    internal IEnumerable<PolicyStatement> Statements() => _secret is not null
        ? Permissions.ToRead(_secret)
        : Permissions.ToRead(_parameter!, _parameterKey);
}
