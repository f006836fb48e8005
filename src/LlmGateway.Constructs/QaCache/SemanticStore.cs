using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.OpenSearchServerless;
using Amazon.CDK.AWS.OpenSearchService;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Where the vectors of questions are kept: up to some thousands in the table of the answers, more in S3 Vectors or OpenSearch.</summary>
public abstract class SemanticStore
{
    internal const int DefaultMost = 2_000;
    internal const int DefaultRefresh = 60;

    private protected SemanticStore()
    {
    }

    /// <summary>
    /// In the table of the answers, an item a question; the handler holds them in memory and reads what is new. For up to some thousands of questions in each scope: 2,000
    /// of 1,024 numbers are 4 MB in the table and 8 MB in memory.
    /// </summary>
    /// <param name="mostQuestions">Kept for each scope, up to 10,000; the newest take the place of the oldest. Default: 2,000. Clear the cache when it changes.</param>
    /// <param name="refresh">How late a process may learn of what others kept. Default: a minute.</param>
    public static SemanticStore InTable(int mostQuestions = DefaultMost, Duration? refresh = null) => new TableSemanticStore(mostQuestions, refresh ?? Duration.Seconds(DefaultRefresh));

    /// <summary>
    /// In an S3 Vectors index of its own, for any number of questions: a search takes some tens of milliseconds. The index has the dimension of <see cref="SemanticMatch"/>'s vectors,
    /// the metric <c>cosine</c>, and <c>question</c> among its <c>NonFilterableMetadataKeys</c>, since questions may be longer than filters allow.
    /// </summary>
    /// <param name="index">A resource of type <c>AWS::S3Vectors::Index</c>. The function may put, query and delete vectors of this one.</param>
    public static SemanticStore InS3Vectors(CfnResource index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return new S3VectorsSemanticStore(index.GetAtt("IndexArn").ToString());
    }

    /// <summary>The same in an index that another stack made.</summary>
    /// <param name="indexArn">ARN of the index.</param>
    public static SemanticStore InS3Vectors(string indexArn)
    {
        ArgumentNullException.ThrowIfNull(indexArn);
        return new S3VectorsSemanticStore(indexArn);
    }

    /// <summary>In an index of an OpenSearch domain, for any number of questions. The first question makes the index.</summary>
    /// <param name="domain">The domain. The function may make this one index, search it, and write and delete its documents.</param>
    /// <param name="index">The index's name: one that nothing else uses.</param>
    public static SemanticStore InOpenSearch(IDomain domain, string index)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return new OpenSearchSemanticStore(domain, null, index);
    }

    /// <summary>
    /// The same in a collection of OpenSearch Serverless. The function's role has to be in a data access policy of the collection as well, with <c>aoss:CreateIndex</c>,
    /// <c>aoss:ReadDocument</c> and <c>aoss:WriteDocument</c> on the index.
    /// </summary>
    /// <param name="collection">The collection, of type <c>VECTORSEARCH</c>.</param>
    /// <param name="index">The index's name: one that nothing else uses.</param>
    public static SemanticStore InOpenSearch(CfnCollection collection, string index)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return new OpenSearchSemanticStore(null, collection, index);
    }

    internal abstract void Validate(Mistakes mistakes, string property);

    internal abstract NearDocument Fill(NearDocument document);

    /// <summary>What the functions may do beside what the table of the answers allows them anyway.</summary>
    internal virtual IEnumerable<PolicyStatement> Statements() => [];
}
