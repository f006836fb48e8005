using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.Lambda;
using Constructs;

namespace Consumer;

/// <summary>The gateway with what one team adds to it: a route and a function of its own, an alarm, and a property that the constructs have no prop for.</summary>
public sealed class PlatformStack : GatewayStack
{
    public PlatformStack(Construct scope, string id, IStackProps? props = null) : base(scope, id, props)
    {
        var report = new Function(this, "Report", new FunctionProps
        {
            Runtime = Runtime.NODEJS_20_X,
            Handler = "index.handler",
            Code = Code.FromInline("exports.handler = async () => ({ statusCode: 200, body: 'ok' });"),
        });
        Cache.GrantRead(report);
        Gateway.GrantInvoke(report);
        Gateway.AddRoute("report", report);

        new Alarm(this, "Errors", new AlarmProps
        {
            Metric = Gateway.MetricErrors(),
            Threshold = 10,
            EvaluationPeriods = 3,
            TreatMissingData = TreatMissingData.NOT_BREACHING,
        });

        ((CfnFunction)Gateway.Handler.Node.DefaultChild!).AddPropertyOverride("EphemeralStorage.Size", 1024);
    }
}
