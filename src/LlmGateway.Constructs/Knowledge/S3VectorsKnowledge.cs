using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Passages of an S3 Vectors index, their texts in the vectors' metadata: see <see cref="Knowledge.FromS3Vectors(CfnResource, Model)"/>.</summary>
public sealed record S3VectorsKnowledge : VectorKnowledge
{
    private readonly string _indexArn;

    internal S3VectorsKnowledge(string indexArn, Model embeddingModel) : base("s3-vectors", embeddingModel) => _indexArn = indexArn;

    internal override void Validate(Mistakes mistakes, string property, GatewayAuthorization? authorization)
    {
        base.Validate(mistakes, property, authorization);
        CheckIndex(mistakes, property, _indexArn);
    }

    internal static void CheckIndex(Mistakes mistakes, string property, string arn) => mistakes.Check(property,
        Token.IsUnresolved(arn) || arn.StartsWith("arn:", StringComparison.Ordinal) && arn.Contains(":s3vectors:", StringComparison.Ordinal) && arn.Contains("/index/", StringComparison.Ordinal),
        $"'{arn}' is no ARN of an S3 Vectors index", "Use arn:aws:s3vectors:REGION:ACCOUNT:bucket/BUCKET/index/INDEX");

    internal override KnowledgeDocument ToDocument(GatewayCallers callers) => base.ToDocument(callers) with { Vectors = Vectors() with { S3Index = _indexArn } };

    internal override IEnumerable<PolicyStatement> Statements(Stack stack) => [.. base.Statements(stack), Permissions.Allow(Permissions.QueryVectors, _indexArn)];
}
