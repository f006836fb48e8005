using System.Text.RegularExpressions;
using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>How a model is reached in Bedrock, and what that takes. Records, so that models compare by value.</summary>
internal abstract partial record BedrockRoad
{
    public abstract void Validate(string id, Mistakes mistakes, string property);

    public abstract IEnumerable<PolicyStatement> Statements(string id, BedrockArns arns);

    /// <summary>The models that are reached in the end, as ARNs: what a profile in front of them needs as well.</summary>
    protected abstract string[] Models(string id, BedrockArns arns);

    // The form that AWS documents: a foundation model may be called only through the profile.
    // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
    private static PolicyStatement OnlyThrough(string profileArn, string[] models, BedrockArns arns) =>
        Permissions.AllowWhen(arns.Ask, models, "StringEquals", "bedrock:InferenceProfileArn", profileArn);

    // Claude's tokens are counted by the model's own id, in the region that is called, also where only a profile may be asked.
    // https://docs.aws.amazon.com/bedrock/latest/userguide/count-tokens.html
    private static IEnumerable<PolicyStatement> Counting(string model, BedrockArns arns) =>
        arns.Counts && model.StartsWith("anthropic.claude", StringComparison.Ordinal) ? [Permissions.Allow(Permissions.CountTokens, arns.Model(model))] : [];

    /// <summary>In one region, by the model's own id.</summary>
    public sealed partial record InRegion : BedrockRoad
    {
        public static InRegion Instance { get; } = new();

        public override void Validate(string id, Mistakes mistakes, string property)
        {
            if (Token.IsUnresolved(id) || string.IsNullOrWhiteSpace(id)) return;
            mistakes.Check(property, InferenceProfileRegions.Split(id) is null, $"'{id}' is an inference profile, not a model", $"Use BedrockModel.CrossRegion(\"{id}\")");
            mistakes.Check(property, !id.StartsWith("arn:", StringComparison.Ordinal), $"'{id}' is an ARN", "Use the model's id, or BedrockModel.Profile for an application inference profile");
            mistakes.Check(property, id.StartsWith("arn:", StringComparison.Ordinal) || ModelId().IsMatch(id), $"'{id}' is no model id of Bedrock", "Use PROVIDER.MODEL, such as \"amazon.nova-lite-v1:0\"");
        }

        public override IEnumerable<PolicyStatement> Statements(string id, BedrockArns arns) =>
            [Permissions.Allow(arns.Ask, Models(id, arns)), .. Counting(id, arns)];

        protected override string[] Models(string id, BedrockArns arns) => [arns.Model(id)];

        [GeneratedRegex(@"^[a-z0-9-]+\.[A-Za-z0-9._:-]+$")]
        private static partial Regex ModelId();
    }

    /// <summary>Through a profile that Bedrock defines for a geography.</summary>
    public sealed record CrossRegion : BedrockRoad
    {
        public static CrossRegion Instance { get; } = new();

        public override void Validate(string id, Mistakes mistakes, string property)
        {
            if (Token.IsUnresolved(id) || string.IsNullOrWhiteSpace(id)) return;
            mistakes.Check(property, InferenceProfileRegions.Split(id) is not null, $"'{id}' is no cross-region inference profile",
                $"Begin its id with one of {string.Join(", ", InferenceProfileRegions.Geographies.Select(name => name + "."))}, or use BedrockModel.Of for a model in one region");
        }

        public override IEnumerable<PolicyStatement> Statements(string id, BedrockArns arns) =>
            [Permissions.Allow(arns.Ask, arns.Profile(id)), OnlyThrough(arns.Profile(id), Models(id, arns), arns), .. Counting(InferenceProfileRegions.Split(id)?.Model ?? id, arns)];

        protected override string[] Models(string id, BedrockArns arns)
        {
            var model = InferenceProfileRegions.Split(id)?.Model ?? id;
            return [.. InferenceProfileRegions.Reached(id, arns.Region, isKnown: !Token.IsUnresolved(arns.Region)).Select(region => arns.Model(model, region))];
        }
    }

    /// <summary>Through a profile that the customer made.</summary>
    public sealed partial record Application(string Arn, string SourceId, BedrockRoad Source) : BedrockRoad
    {
        public override void Validate(string id, Mistakes mistakes, string property)
        {
            mistakes.Check(property, Token.IsUnresolved(Arn) || ProfileArn().IsMatch(Arn), $"'{Arn}' is no ARN of an application inference profile",
                "Use arn:aws:bedrock:REGION:ACCOUNT:application-inference-profile/ID");
            mistakes.Check(property, !string.IsNullOrWhiteSpace(SourceId), "was made from a model without an id", "Name the model or the cross-region profile that it was made from");
            mistakes.Check(property, Source is not Application, "is a profile of an application profile", "Name the model or the cross-region profile that it was made from");
            Source.Validate(SourceId, mistakes, property);
        }

        public override IEnumerable<PolicyStatement> Statements(string id, BedrockArns arns) =>
            [Permissions.Allow(arns.Ask, Arn), OnlyThrough(Arn, Models(id, arns), arns)];

        protected override string[] Models(string id, BedrockArns arns) => Source.Models(SourceId, arns);

        [GeneratedRegex(@"^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d{12}:application-inference-profile/[a-z0-9]+$")]
        private static partial Regex ProfileArn();
    }
}
