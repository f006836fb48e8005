using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SSM;
using Constructs;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Hands the gateway's document to its function: in the environment, or in parameters where it outgrows that.</summary>
internal static partial class HandlerConfiguration
{
    // Lambda gives 4 KB to all variables together; the rest is for the caller's own.
    private const int MostInEnvironment = 3 * 1024;

    // A standard parameter holds 4 KB, and costs nothing.
    private const int MostInParameter = 3800;

    // ARNs, names and ids stand as short markers until deployment; this is what the longest of them become.
    private const int ResolvedToken = 160;

    /// <summary>Environment variables that carry the document; makes parameters under the gateway when they must.</summary>
    public static Dictionary<string, string> Write(Construct gateway, GatewayDocument document, IRole role)
    {
        // Markers go through JSON as they are, and what they become (ARNs, names, ids) needs no escape.
        var json = JsonSerializer.Serialize(document, GatewayDocumentJson.Default.GatewayDocument);
        if (ResolvedLength(json) <= MostInEnvironment) return new() { [HandlerContract.Variables.Config] = json };

        var names = new List<string>();
        foreach (var piece in Pieces(json))
        {
            var parameter = new StringParameter(gateway, $"Config-{names.Count}", new StringParameterProps
            {
                StringValue = piece,
                Description = ResourceText.Describe($"Configuration of {gateway.Node.Path}, piece {names.Count}"),
            });
            names.Add(parameter.ParameterName);
            role.AddToPrincipalPolicy(Permissions.Allow(Permissions.ReadParameter, parameter.ParameterArn));
        }
        return new() { [HandlerContract.Variables.ConfigParameters] = string.Join(',', names) };
    }

    /// <summary>Cuts between members and list items, where no white space can be lost, and never through a marker.</summary>
    internal static IEnumerable<string> Pieces(string json)
    {
        var start = 0;
        while (start < json.Length)
        {
            var end = json.Length;
            if (ResolvedLength(json[start..]) > MostInParameter)
            {
                end = start;
                foreach (Match cut in CutPlaces().Matches(json, start))
                {
                    var next = cut.Index + 1;
                    if (next <= start) continue;
                    if (ResolvedLength(json[start..next]) > MostInParameter && end > start) break;
                    end = next;
                }
                if (end == start) end = json.Length;
            }
            yield return json[start..end];
            start = end;
        }
    }

    internal static int ResolvedLength(string json) => json.Length + Markers().Matches(json).Sum(marker => Math.Max(ResolvedToken - marker.Length, 0));

    [GeneratedRegex(@",(?=[""{\[])")]
    private static partial Regex CutPlaces();

    [GeneratedRegex(@"\$\{Token\[[^\]]*\]\}")]
    private static partial Regex Markers();
}
