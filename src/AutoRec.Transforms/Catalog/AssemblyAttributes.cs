using AutoRec;
using AutoRec.Interop;
using AutoRec.Saving;
using Blend = AutoRec.AutoRecPredictionTransformer<AutoRec.AutoRecBlendModelParameters>;
using Items = AutoRec.RecommendItemsTransformer;
using Load = Microsoft.ML.SignatureLoadModel;
using OneClass = AutoRec.AutoRecPredictionTransformer<AutoRec.OneClassModelParameters>;
using Pivot = AutoRec.RatingPivotTransformer;
using Recency = AutoRec.RecencyWeightTransformer;
using Reconstruction = AutoRec.AutoRecReconstructionTransformer;
using Single = AutoRec.AutoRecPredictionTransformer<AutoRec.AutoRecModelParameters>;

// mlContext.Model.Load finds a loader here, by the signature in the model file.
[assembly: LoadableClass(typeof(Single), typeof(TransformerLoader<Single>), null, typeof(Load), "", PredictionFormat.SingleLoader)]
[assembly: LoadableClass(typeof(Blend), typeof(TransformerLoader<Blend>), null, typeof(Load), "", PredictionFormat.BlendLoader)]
[assembly: LoadableClass(typeof(OneClass), typeof(TransformerLoader<OneClass>), null, typeof(Load), "", PredictionFormat.OneClassLoader)]
[assembly: LoadableClass(
    typeof(Reconstruction), typeof(TransformerLoader<Reconstruction>), null, typeof(Load), "", Reconstruction.LoaderSignature)]
[assembly: LoadableClass(typeof(Pivot), typeof(TransformerLoader<Pivot>), null, typeof(Load), "", Pivot.LoaderSignature)]
[assembly: LoadableClass(typeof(Items), typeof(TransformerLoader<Items>), null, typeof(Load), "", Items.LoaderSignature)]
[assembly: LoadableClass(typeof(Recency), typeof(TransformerLoader<Recency>), null, typeof(Load), "", Recency.LoaderSignature)]
