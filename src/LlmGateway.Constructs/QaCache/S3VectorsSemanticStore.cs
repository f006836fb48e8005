using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Vectors in an S3 Vectors index.</summary>
internal sealed class S3VectorsSemanticStore(string indexArn) : SemanticStore
{
    internal override void Validate(Mistakes mistakes, string property) => S3VectorsKnowledge.CheckIndex(mistakes, property, indexArn);

    internal override NearDocument Fill(NearDocument document) => document with { S3Index = indexArn };

    internal override IEnumerable<PolicyStatement> Statements() => [Permissions.Allow(Permissions.KeepVectors, indexArn)];
}
