using System.Text;
using System.Xml.Linq;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Template;
using Microsoft.AspNetCore.WebUtilities;

namespace LlmGateway.Tool.Local.CloudFormation;

/// <summary>CloudFormation's ListStackResources of the one stack that runs: by it the commands with <c>--stack</c> find their stores.</summary>
internal sealed class StackListing(ResolvedStack stack) : IAwsService
{
    private const string ListStackResources = nameof(ListStackResources);

    private static readonly XNamespace Xml = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

    public AwsErrorShape ErrorShape => AwsErrorShape.Query;

    public Task HandleAsync(AwsCall call)
    {
        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Request.Body.Span));
        var (action, name) = (form["Action"].ToString(), form["StackName"].ToString());
        if (action != ListStackResources) throw new AwsException(new AwsError(400, "InvalidAction", $"The local run has no action {action} of CloudFormation."));
        call.Authorize("cloudformation:ListStackResources", call.ArnOf("cloudformation", $"stack/{name}/*"));
        if (name != stack.Environment.StackName) throw new AwsException(new AwsError(400, "ValidationError", $"Stack with id {name} does not exist"));
        var members = new XElement(Xml + "StackResourceSummaries", stack.Resources.Select(Member));
        return AwsResponse.WriteXmlAsync(call.Http, new XElement(Xml + $"{ListStackResources}Response", new XElement(Xml + $"{ListStackResources}Result", members)));
    }

    private XElement Member(TemplateResource resource) => new(Xml + "member",
        new XElement(Xml + "LogicalResourceId", resource.LogicalId),
        new XElement(Xml + "PhysicalResourceId", stack.NameOf(resource)),
        new XElement(Xml + "ResourceType", resource.Type),
        new XElement(Xml + "ResourceStatus", "CREATE_COMPLETE"));
}
